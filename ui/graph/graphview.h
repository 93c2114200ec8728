#pragma once

#include "graph/graphcanvas.h"
#include "graph/graphlayouter.h"
#include "graph/graphloader.h"
#include "settings.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QStackedWidget;
class QToolButton;

namespace rt0::ui {

class GraphLegend;
struct ExportOptions;
class Session;

/// The import graph with what its inits cost: which scene, what is selected, where to go from here. What is
/// drawn comes from core's scenes, how from GraphStyle.
class GraphView : public QWidget {
    Q_OBJECT

public:
    explicit GraphView(Session& session, QWidget* parent = nullptr);
    ~GraphView() override;

    void setTheme(const Theme& theme);
    void setNavigation(NavigationPreset preset) { m_canvas->setNavigation(preset); }
    void show(const SceneOptions& options);
    const SceneOptions& options() const { return m_options; }
    const GraphCanvas& canvas() const { return *m_canvas; }
    /// What can be shown, and to choose by the place in that list.
    static QStringList sceneNames();
    void showScene(int index);
    bool busy() const;
    /// Reads a graph for the document shown; from a file of `go list` or, of a directory, by running it.
    void load(const QString& path);

    /// The picture as a file; needs one to be shown.
    QByteArray exported(const ExportOptions& options) const;

public slots:
    void find();
    void findNext() { step(1); }
    void findPrevious() { step(-1); }
    /// Leaves the search, the scene that was gone into, or the selection; false when there was none.
    bool peel();
    void askForFile();
    void askForDirectory();

signals:
    void showOnTimeline();
    void failed(const QString& message);

protected:
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void makeControls();
    void makeEmptyPage();
    void connectControls();

    void graphChanged();
    void refresh(GraphCanvas::Place place);
    void offerScenes(bool inferred);
    void takeOptions();
    void showOptions();
    void accept(std::shared_ptr<const GraphPicture> picture);
    void updateMarks();
    void updateCaption();
    void activate(std::size_t node);
    void toggleFold(std::size_t node);
    void goInto(const SceneOptions& options);
    bool goBack();
    PackageIndex costliestPackage() const;
    std::uint32_t moduleOf(const SceneNode& node) const;
    void openMenu(std::size_t node, const QPoint& at);
    void follow(bool imports);
    void step(int direction);
    std::size_t room() const;
    /// The node that stands for the package, or the one that it is folded into.
    std::optional<std::size_t> nodeFor(PackageIndex package) const;

    Session& m_session;
    GraphLayouter m_layouter;
    GraphLoader m_loader;
    GraphStyle m_style;
    SceneOptions m_options;
    std::vector<SceneOptions> m_before; ///< scenes that were gone on from
    GraphCanvas::Place m_place = GraphCanvas::Place::Fit;
    bool m_outdated = true;  ///< the picture is made when the view is seen
    QSizeF m_madeFor;        ///< the room that the picture was made for
    bool m_choosing = false; ///< the selection comes from the canvas itself

    QStackedWidget* m_pages = nullptr; ///< children of this widget, as the following
    GraphCanvas* m_canvas = nullptr;
    GraphLegend* m_legend = nullptr;
    QWidget* m_bar = nullptr;
    QToolButton* m_back = nullptr;
    QComboBox* m_scene = nullptr;
    QComboBox* m_by = nullptr;
    QComboBox* m_atLeast = nullptr;
    QSpinBox* m_hops = nullptr;
    QCheckBox* m_standard = nullptr;
    QCheckBox* m_order = nullptr;
    QLineEdit* m_find = nullptr;
    QLabel* m_caption = nullptr;
    QLabel* m_working = nullptr;
    QLabel* m_emptyText = nullptr;
    QPushButton* m_runGoList = nullptr;
    QPushButton* m_openFile = nullptr;
    QPushButton* m_stop = nullptr;
};

} // namespace rt0::ui
