#include "compare/timelinespage.h"

#include "analysis/pairlanes.h"
#include "compare/comparestate.h"
#include "hatch.h"
#include "text.h"
#include "timeline/timelineview.h"

#include <QPainter>
#include <QVBoxLayout>

namespace rt0::ui {

TimelinesPage::TimelinesPage(CompareState& state, QWidget* parent) : QWidget(parent) {
    m_view = new TimelineView(state.timeline(), this);
    m_legend = new ChangeLegend(this);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_view, 1);
    column->addWidget(m_legend);
    setFocusProxy(m_view);
}

void TimelinesPage::setTheme(const Theme& theme) {
    m_view->setTheme(theme);
    m_legend->setTheme(theme);
}

void TimelinesPage::setNavigation(NavigationPreset preset) {
    m_view->setNavigation(preset);
}

void paintChangeLegend(QPainter& painter, const QRectF& rect, const Theme& theme) {
    struct Entry {
        InitChange change;
        QString text;
    };
    const std::array entries{
        Entry{InitChange::Slower, QObject::tr("slower in B, bar above")},
        Entry{InitChange::Faster, QObject::tr("faster in B, bar below")},
        Entry{InitChange::Added, QObject::tr("only in B")},
        Entry{InitChange::Removed, QObject::tr("only in A")},
        Entry{InitChange::Moved, QObject::tr("at another place")},
        Entry{InitChange::Same, QObject::tr("no difference told")},
    };
    double x = rect.left();
    for (const Entry& entry : entries) {
        const QString text = toQString(std::string(signOf(entry.change))) + QLatin1Char(' ') + entry.text;
        const QRectF box(x, rect.center().y() - 6, 22, 12);
        const double width = painter.fontMetrics().horizontalAdvance(text) + 4;
        if (box.right() + 8 + width > rect.right())
            return;
        painter.fillRect(box, theme.classColour(colourOf(entry.change, 0.7)));
        if (entry.change == InitChange::Slower)
            painter.fillRect(QRectF(box.left(), box.top(), box.width(), 3), theme.text);
        if (entry.change == InitChange::Faster)
            painter.fillRect(QRectF(box.left(), box.bottom() - 3, box.width(), 3), theme.text);
        if (entry.change == InitChange::Added || entry.change == InitChange::Removed)
            paintHatch(painter, box, theme.surface);
        painter.setPen(theme.text);
        painter.drawText(QRectF(box.right() + 8, rect.top(), width, rect.height()),
                         Qt::AlignLeft | Qt::AlignVCenter, text);
        x = box.right() + 8 + width + 10;
    }
}

ChangeLegend::ChangeLegend(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ChangeLegend::setTheme(const Theme& theme) {
    m_theme = theme;
    update();
}

void ChangeLegend::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.surface);
    paintChangeLegend(painter, QRectF(rect()).adjusted(12, 0, -8, 0), m_theme);
}

} // namespace rt0::ui
