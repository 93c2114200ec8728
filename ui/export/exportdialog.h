#pragma once

#include <QDialog>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;

namespace rt0 {
struct OptimizationTable;
}

namespace rt0::ui {

class CompareState;
class Session;

enum class ExportFormat { Svg, Png, Text, Markdown, Html, Json, Dot };

/// What is exported: a start-up, the picture of the import graph that is shown, a comparison, or the table of
/// optimisations.
enum class ExportOf { Startup, Graph, Comparison, Optimizations };

struct ExportOptions {
    ExportFormat format = ExportFormat::Svg;
    double scale = 2;          ///< of a PNG
    bool dark = false;         ///< of a picture
    bool visibleRange = false; ///< of a picture: only the part that is seen now, else everything
};

/// Asks what to export; where is asked afterwards.
class ExportDialog : public QDialog {
    Q_OBJECT

public:
    ExportDialog(ExportOf what, bool dark, QWidget* parent);
    ExportOptions options() const;

private:
    QComboBox* m_format = nullptr; ///< children of this widget, as the following
    QDoubleSpinBox* m_scale = nullptr;
    QComboBox* m_theme = nullptr;
    QCheckBox* m_visible = nullptr;
};

/// The bytes of the file to write.
QByteArray exported(const Session& session, const ExportOptions& options);
QByteArray exported(const CompareState& state, const ExportOptions& options);
QByteArray exported(const OptimizationTable& table, const ExportOptions& options);

/// The usual suffix of the format, without a dot.
QString suffixOf(ExportFormat format);

} // namespace rt0::ui
