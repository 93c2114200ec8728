#include "compare/graphpage.h"

#include "analysis/graphscene/differencescene.h"
#include "compare/comparestate.h"
#include "compare/comparewords.h"
#include "compare/timelinespage.h"
#include "emptynote.h"
#include "graph/graphcanvas.h"
#include "graph/graphlayouter.h"
#include "text.h"
#include "timeline/programgraph.h"

#include <QLabel>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace rt0::ui {
namespace {

constexpr std::size_t kRoom = 36; ///< packages

} // namespace

DifferenceGraphPage::DifferenceGraphPage(CompareState& state, QWidget* parent)
    : QWidget(parent), m_state(state), m_style(std::make_unique<GraphStyle>(lightTheme(), font())) {
    m_stack = new QStackedWidget(this);
    m_empty = makeEmptyNote(m_stack);
    auto* content = new QWidget(m_stack);
    m_caption = new QLabel(content);
    m_caption->setMargin(8);
    m_canvas = new GraphCanvas(content);
    m_legend = new ChangeLegend(content);
    auto* inner = new QVBoxLayout(content);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->setSpacing(0);
    inner->addWidget(m_caption);
    inner->addWidget(m_canvas, 1);
    inner->addWidget(m_legend);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(content);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_stack);
    setFocusProxy(m_canvas);
    m_layouter = new GraphLayouter(this);
    connect(&state, &CompareState::pairChanged, this, &DifferenceGraphPage::fill);
    connect(&state, &CompareState::packageChanged, this, &DifferenceGraphPage::showPackage);
    connect(m_layouter, &GraphLayouter::done, this,
            [this](const std::shared_ptr<const GraphPicture>& picture) {
                m_caption->setText(toQString(picture->scene().caption));
                // First: the picture is fitted into the canvas as it will be.
                m_stack->setCurrentIndex(1);
                m_stack->currentWidget()->layout()->activate();
                m_canvas->setPicture(picture, GraphCanvas::Place::FitReadable);
                showPackage();
            });
    connect(m_layouter, &GraphLayouter::failed, this, [this](const QString& message) {
        m_empty->setText(message);
        m_stack->setCurrentIndex(0);
    });
    connect(m_canvas, &GraphCanvas::chosen, this, [this](std::size_t node) {
        m_state.selectPackage(packageOf(m_canvas->picture()->scene().nodes[node]));
    });
}

/// As inits call it: a command is "main" there, whatever its path.
QString DifferenceGraphPage::packageOf(const SceneNode& node) const {
    const PackageGraph& graph = m_state.comparison().after.startup->graph->packages;
    const auto package = graph.find(node.fullName);
    return toQString(package ? std::string(linkedName(graph[*package])) : node.fullName);
}

DifferenceGraphPage::~DifferenceGraphPage() = default;

void DifferenceGraphPage::setTheme(const Theme& theme) {
    *m_style = GraphStyle(theme, font());
    m_canvas->setStyle(*m_style);
    m_legend->setTheme(theme);
}

void DifferenceGraphPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (m_stale && !m_state.empty())
        layOutAgain();
}

void DifferenceGraphPage::fill() {
    m_stale = true;
    m_empty->setText(whyEmpty());
    m_stack->setCurrentIndex(0);
    if (isVisible())
        layOutAgain();
}

QString DifferenceGraphPage::whyEmpty() const {
    const compare::Comparison& comparison = m_state.comparison();
    QStringList sides;
    if (!comparison.before.startup->graph)
        sides << QStringLiteral("A");
    if (!comparison.after.startup->graph)
        sides << QStringLiteral("B");
    if (sides.isEmpty())
        return tr("Laying out …");
    return tr("No import graph is known of %1. Record with one (rt0scope record --graph DIR -- PROGRAM, DIR: "
              "its "
              "main package); programs built by Go 1.20 or older hold theirs.")
        .arg(sides.join(tr(" and ")));
}

void DifferenceGraphPage::layOutAgain() {
    m_stale = false;
    const auto a = m_state.comparison().before.startup->graph;
    const auto b = m_state.comparison().after.startup->graph;
    if (!a || !b)
        return;
    PictureWishes wishes;
    // The canvas as it will be.
    constexpr int margins = 32;
    const int others = m_caption->sizeHint().height() + m_legend->sizeHint().height();
    wishes.room = QSizeF(width() - margins, height() - others - margins);
    m_layouter->start(
        [pair = m_state.pair(), a, b](std::size_t room) {
            const PairWishes words = wishesOf(pair->comparison, StartAnchor::MainMain);
            return differenceScene(*differenceSource(*a, *b, words.packages), words.packages, room);
        },
        kRoom, *m_style, wishes);
}

void DifferenceGraphPage::showPackage() {
    const auto& picture = m_canvas->picture();
    if (!picture || !m_state.comparison().after.startup->graph)
        return;
    GraphMarks marks = m_canvas->marks();
    marks.selected.reset();
    const auto& nodes = picture->scene().nodes;
    for (std::size_t i = 0; i < nodes.size(); ++i)
        if (packageOf(nodes[i]) == m_state.package())
            marks.selected = i;
    m_canvas->setMarks(marks);
    if (marks.selected)
        m_canvas->reveal(*marks.selected);
}

} // namespace rt0::ui
