#include "graph/graphview.h"

#include "analysis/graphscene/scenedot.h"
#include "export/exportdialog.h"
#include "graph/graphdetails.h"
#include "graph/graphexport.h"
#include "graph/graphlegend.h"
#include "session.h"
#include "text.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFileInfo>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSpinBox>
#include <QStackedWidget>
#include <QToolButton>
#include <algorithm>
#include <cmath>

namespace rt0::ui {
namespace {

constexpr double kRowHeight = 26;    ///< of a cheap node with the gap below it
constexpr double kUsualHeight = 560; ///< before the widget has a size
constexpr std::size_t kLeastRoom = 12;
constexpr std::size_t kMostRoom = 48;

} // namespace

GraphView::~GraphView() = default;

void GraphView::setTheme(const Theme& theme) {
    m_style = GraphStyle(theme, font());
    m_canvas->setStyle(m_style);
    if (const auto& picture = m_canvas->picture())
        m_legend->show(picture->scene(), m_style);
}

bool GraphView::busy() const {
    return m_layouter.busy() || m_loader.busy();
}

void GraphView::show(const SceneOptions& options) {
    m_options = options;
    showOptions();
    refresh(GraphCanvas::Place::Fit);
}

/// How many rows can be read at once.
std::size_t GraphView::room() const {
    const double height = isVisible() && m_canvas->height() > 0 ? m_canvas->height() : kUsualHeight;
    return std::clamp(static_cast<std::size_t>(height / kRowHeight), kLeastRoom, kMostRoom);
}

void GraphView::graphChanged() {
    m_before.clear();
    SceneOptions options;
    options.by = m_options.by;
    if (m_session.graph())
        options.kind = shownKind(m_session.graph()->graph(), options.kind);
    m_options = options;
    m_canvas->setPicture(nullptr, GraphCanvas::Place::Fit);
    const bool known = m_session.graph() && !m_session.graph()->graph().empty();
    m_pages->setCurrentIndex(known ? 1 : 0);
    m_bar->setEnabled(known);
    offerScenes(known && !initgraph::tellsRetained(m_session.graph()->graph()));
    setFocusProxy(known ? static_cast<QWidget*>(m_canvas) : m_runGoList);
    showOptions();
    updateCaption();
    if (known)
        refresh(GraphCanvas::Place::Fit);
    else
        m_layouter.cancel();
}

void GraphView::refresh(GraphCanvas::Place place) {
    m_outdated = !isVisible();
    if (m_outdated || !m_session.graph())
        return;
    m_place = place;
    m_options.room = room();
    m_madeFor = m_canvas->room();
    m_working->setText(tr("Laying out …"));
    m_layouter.start(m_session.graph(), m_options, m_style, {m_order->isChecked(), m_madeFor});
}

void GraphView::showEvent(QShowEvent*) {
    if (m_outdated)
        refresh(GraphCanvas::Place::Fit);
}

void GraphView::resizeEvent(QResizeEvent*) {
    // A window that has become much larger shows more, a smaller one what can be read in it.
    constexpr double much = 0.12;
    const QSizeF now = m_canvas->room();
    const bool other = std::abs(now.width() - m_madeFor.width()) > much * m_madeFor.width() ||
                       std::abs(now.height() - m_madeFor.height()) > much * m_madeFor.height();
    if (isVisible() && boundedByRoom(m_options) && m_canvas->picture() && m_canvas->untouched() && other)
        refresh(GraphCanvas::Place::Fit);
}

void GraphView::accept(std::shared_ptr<const GraphPicture> picture) {
    m_working->clear();
    const bool small = m_place == GraphCanvas::Place::Fit && m_options.kind != SceneKind::Everything;
    m_canvas->setPicture(std::move(picture), small ? GraphCanvas::Place::FitReadable : m_place);
    m_legend->show(m_canvas->picture()->scene(), m_style);
    updateMarks();
    updateCaption();
}

void GraphView::updateCaption() {
    const auto& graph = m_session.graph();
    const auto& picture = m_canvas->picture();
    if (!graph || !picture)
        return m_caption->setText({});
    QString text = toQString(picture->scene().caption).toHtmlEscaped();
    const auto selected = m_session.selectedPackage();
    if (selected && !picture->nodeOf(*selected)) {
        const QString name = toQString(graph->graph()[*selected].importPath).toHtmlEscaped();
        const auto in = nodeFor(*selected);
        text += QStringLiteral(" · ") +
                (in ? tr("selected: <b>%1</b>, folded into %2")
                          .arg(name, toQString(picture->scene().nodes[*in].name).toHtmlEscaped())
                    : tr("selected: <b>%1</b>, not shown here").arg(name));
    }
    if (graph->graph().inferred())
        text = QStringLiteral("<b>%1</b> · %2").arg(tr("Inferred from the binary"), text);
    const std::size_t unjoined = graph->program().unjoinedInits().size();
    if (unjoined > 0)
        text += QStringLiteral(" · ") +
                tr("inits of packages that the graph does not hold: %1").arg(countText(unjoined));
    m_caption->setText(text);
    m_caption->setToolTip(graphSourceText(graph->graph()));
}

std::optional<std::size_t> GraphView::nodeFor(PackageIndex package) const {
    const GraphPicture& picture = *m_canvas->picture();
    if (const auto node = picture.nodeOf(package))
        return node;
    if (m_options.kind != SceneKind::Dominators)
        return std::nullopt;
    const auto& parents = m_session.graph()->dominators().parent;
    for (initgraph::Node node = parents[package]; node != initgraph::kNoNode; node = parents[node])
        if (const auto shown = picture.nodeOf(node))
            return shown;
    return std::nullopt;
}

/// What of the session's selection and filter is seen here.
void GraphView::updateMarks() {
    const auto& picture = m_canvas->picture();
    if (!picture)
        return;
    GraphMarks marks;
    if (const auto package = m_session.selectedPackage())
        marks.selected = nodeFor(*package);
    const QString wanted = m_find->text().isEmpty() ? m_session.filter() : m_find->text();
    if (!wanted.isEmpty())
        for (const SceneNode& node : picture->scene().nodes)
            marks.faded.push_back(!toQString(node.fullName).contains(wanted, Qt::CaseInsensitive));
    m_canvas->setMarks(marks);
    if (marks.selected && !m_choosing)
        m_canvas->reveal(*marks.selected);
}

void GraphView::activate(std::size_t node) {
    const SceneNode& shown = m_canvas->picture()->scene().nodes[node];
    if (m_options.kind == SceneKind::Dominators)
        return toggleFold(node);
    SceneOptions next = m_options;
    next.kind = shown.kind == SceneNodeKind::Package ? SceneKind::Focus : SceneKind::Inside;
    next.atLeast = 0;
    next.package = shown.packages.front();
    if (shown.kind != SceneNodeKind::Package)
        next.package = m_session.graph()->modules().modules[moduleOf(shown)].packages.front();
    goInto(next);
}

/// What to look at as long as nothing is selected.
PackageIndex GraphView::costliestPackage() const {
    const SceneSource& source = *m_session.graph();
    PackageIndex costliest = source.graph().root();
    double most = 0;
    for (PackageIndex package = 0; package < source.graph().size(); ++package)
        if (const double share = source.share(source.own(package), m_options.by);
            share > most && package != source.graph().root()) {
            costliest = package;
            most = share;
        }
    return costliest;
}

/// The module that the node stands for; of several the one whose package costs most.
std::uint32_t GraphView::moduleOf(const SceneNode& node) const {
    const SceneSource& source = *m_session.graph();
    const PackageIndex costliest = *std::ranges::max_element(node.packages, {}, [&](PackageIndex package) {
        return source.share(source.own(package), m_options.by);
    });
    return source.modules().moduleOf[costliest];
}

void GraphView::toggleFold(std::size_t node) {
    const SceneNode& shown = m_canvas->picture()->scene().nodes[node];
    const PackageIndex package = shown.packages.front();
    m_session.selectPackage(package);
    const bool open = m_canvas->picture()->targets(node).empty() || m_options.closed.contains(package);
    const bool more = !open && shown.fold == SceneFold::Closed && !m_options.opened.contains(package);
    if (open || more) {
        m_options.closed.erase(package);
        if (shown.fold == SceneFold::Closed)
            m_options.opened.insert(package);
    } else {
        m_options.opened.erase(package);
        m_options.closed.insert(package);
    }
    refresh(GraphCanvas::Place::Keep);
}

void GraphView::goInto(const SceneOptions& options) {
    m_before.push_back(m_options);
    m_options = options;
    showOptions();
    refresh(GraphCanvas::Place::Fit);
}

bool GraphView::goBack() {
    if (m_before.empty())
        return false;
    m_options = m_before.back();
    m_before.pop_back();
    showOptions();
    refresh(GraphCanvas::Place::Fit);
    return true;
}

void GraphView::openMenu(std::size_t node, const QPoint& at) {
    const SceneNode shown = m_canvas->picture()->scene().nodes[node];
    const PackageIndex package = shown.kind == SceneNodeKind::Package
                                     ? shown.packages.front()
                                     : m_session.graph()->modules().modules[moduleOf(shown)].packages.front();
    QMenu menu(this);
    const auto into = [this, package](SceneKind kind) {
        SceneOptions next = m_options;
        next.kind = kind;
        next.package = package;
        next.atLeast = 0;
        goInto(next);
    };
    if (m_options.kind == SceneKind::Dominators)
        menu.addAction(tr("Show or fold what hangs on it"), this, [this, node] { toggleFold(node); });
    if (shown.kind == SceneNodeKind::Package) {
        menu.addAction(tr("Around it: imports and importers"), this, [into] { into(SceneKind::Focus); });
        menu.addAction(tr("Why it is linked"), this, [into] { into(SceneKind::Why); });
    }
    menu.addAction(tr("The packages of its module"), this, [into] { into(SceneKind::Inside); });
    if (const auto selected = m_session.selectedPackage();
        selected && m_session.graph()->orderOf(*selected) > 0)
        menu.addAction(tr("Show on the timeline"), this, &GraphView::showOnTimeline);
    menu.addAction(tr("Copy the name"), this,
                   [shown] { QGuiApplication::clipboard()->setText(toQString(shown.fullName)); });
    menu.exec(at);
}

/// To the import, or importer, that retains most.
void GraphView::follow(bool imports) {
    const auto package = m_session.selectedPackage();
    if (!m_session.graph())
        return;
    const SceneSource& source = *m_session.graph();
    if (!package)
        return m_session.selectPackage(source.graph().root());
    const auto next = imports ? source.graph().imports(*package) : source.graph().importers(*package);
    if (next.empty())
        return;
    m_session.selectPackage(*std::ranges::max_element(next, {}, [&](PackageIndex candidate) {
        return source.share(source.retained(candidate), m_options.by);
    }));
}

void GraphView::find() {
    m_find->setFocus(Qt::ShortcutFocusReason);
    m_find->selectAll();
}

/// To the next package whose path holds the text; those that are shown come first.
void GraphView::step(int direction) {
    const QString text = m_find->text();
    if (!m_session.graph() || text.isEmpty())
        return;
    const PackageGraph& graph = m_session.graph()->graph();
    std::vector<PackageIndex> shown;
    std::vector<PackageIndex> others;
    for (PackageIndex package = 0; package < graph.size(); ++package)
        if (toQString(graph[package].importPath).contains(text, Qt::CaseInsensitive))
            (m_canvas->picture() && m_canvas->picture()->nodeOf(package) ? shown : others).push_back(package);
    shown.insert(shown.end(), others.begin(), others.end());
    if (shown.empty())
        return m_working->setText(tr("No package has “%1” in its path").arg(text));
    const auto selected = m_session.selectedPackage();
    const auto here = selected ? std::ranges::find(shown, *selected) : shown.end();
    const auto count = static_cast<std::ptrdiff_t>(shown.size());
    std::ptrdiff_t at = direction > 0 ? 0 : count - 1;
    if (here != shown.end())
        at = (here - shown.begin() + direction + count) % count;
    m_working->setText(tr("%1 of %2").arg(at + 1).arg(count));
    m_session.selectPackage(shown[static_cast<std::size_t>(at)]);
}

bool GraphView::peel() {
    if (m_loader.busy()) {
        m_loader.cancel();
        return true;
    }
    if (!m_find->text().isEmpty()) {
        m_find->clear();
        m_working->clear();
        m_canvas->setFocus();
        return true;
    }
    if (m_layouter.busy()) {
        m_layouter.cancel();
        return true;
    }
    if (m_session.selectedPackage()) {
        m_session.select({});
        return true;
    }
    return goBack();
}

void GraphView::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_BracketLeft:
        follow(true);
        break;
    case Qt::Key_BracketRight:
        follow(false);
        break;
    case Qt::Key_Backspace:
        goBack();
        break;
    case Qt::Key_O:
        m_order->toggle();
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

QByteArray GraphView::exported(const ExportOptions& options) const {
    const GraphStyle style(options.dark ? darkTheme() : lightTheme(), QApplication::font());
    const GraphPicture& picture = *m_canvas->picture();
    if (options.format == ExportFormat::Dot)
        return QByteArray::fromStdString(sceneDot(picture.scene(), picture.withOrder()));
    GraphSheet sheet{m_canvas->picture(), style, m_canvas->marks(), {}, {}, {}};
    sheet.title = QFileInfo(toQString(m_session.document().source.path)).fileName() + QStringLiteral(" · ") +
                  toQString(picture.scene().title);
    sheet.source = graphSourceText(m_session.graph()->graph());
    if (options.visibleRange)
        sheet.part = m_canvas->visiblePart();
    return options.format == ExportFormat::Svg ? graphSvg(sheet) : graphPng(sheet, options.scale);
}

} // namespace rt0::ui
