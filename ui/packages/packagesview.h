#pragma once

#include "theme.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QSortFilterProxyModel;
class QTableView;

namespace rt0::ui {

class BarDelegate;
class Session;

/// The table of all package inits: sort by any column, filter by path, copy; linked to the other views by the
/// session's selection.
class PackagesView : public QWidget {
    Q_OBJECT

public:
    explicit PackagesView(Session& session, QWidget* parent = nullptr);
    void setTheme(const Theme& theme);

public slots:
    void find();
    /// Clears the filter; false when there was none.
    bool peel();

signals:
    /// The user wants to see the selection on the timeline.
    void showOnTimeline();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void applyFilter();
    QString whyEmpty() const;
    void showSelection();
    void selectCurrent();

    Session& m_session;
    QTableView* m_table = nullptr; ///< children of this widget, as the following
    QSortFilterProxyModel* m_proxy = nullptr;
    BarDelegate* m_bars = nullptr;
    QLineEdit* m_filter = nullptr;
    QLabel* m_count = nullptr;
    QLabel* m_empty = nullptr; ///< says why the table is
    bool m_following = false;  ///< the table is being set to what the session says
};

} // namespace rt0::ui
