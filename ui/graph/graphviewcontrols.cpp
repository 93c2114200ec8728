#include "graph/graphlegend.h"
#include "graph/graphview.h"
#include "session.h"
#include "text.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QStackedWidget>
#include <QStandardItemModel>
#include <QToolButton>
#include <array>

/// The widgets of the graph view and what they are connected to.
namespace rt0::ui {
namespace {

/// In the order of the combo box; Inside and Why are reached from a node.
constexpr std::array kScenes{SceneKind::Dominators, SceneKind::Costliest, SceneKind::Modules,
                             SceneKind::Focus,      SceneKind::Why,       SceneKind::Inside,
                             SceneKind::Everything};
constexpr std::array kBy{BlameBy::Time, BlameBy::Allocs, BlameBy::Bytes};
/// 0: as much as there is room for.
constexpr std::array kAtLeast{0.0, 0.05, 0.02, 0.01, 0.004, 0.001, 0.0001};

template <typename Values, typename Value>
int placeOf(const Values& values, const Value& value) {
    const auto found = std::find(values.begin(), values.end(), value);
    return static_cast<int>(found == values.end() ? 0 : found - values.begin());
}

} // namespace

GraphView::GraphView(Session& session, QWidget* parent)
    : QWidget(parent), m_session(session), m_style(lightTheme(), font()) {
    makeControls();
    m_canvas = new GraphCanvas(this);
    m_legend = new GraphLegend(this);
    m_pages = new QStackedWidget(this);
    makeEmptyPage();
    auto* shown = new QWidget(m_pages);
    auto* inner = new QVBoxLayout(shown);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->setSpacing(0);
    inner->addWidget(m_caption);
    inner->addWidget(m_canvas, 1);
    inner->addWidget(m_legend);
    m_pages->addWidget(shown);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_bar);
    column->addWidget(m_pages, 1);
    connectControls();
    graphChanged();
}

QStringList GraphView::sceneNames() {
    return {tr("What goes with what"),  tr("Costliest packages"), tr("Modules"),
            tr("Around the selection"), tr("Why it is linked"),   tr("Inside a module"),
            tr("All packages")};
}

void GraphView::showScene(int index) {
    m_scene->setCurrentIndex(index);
    takeOptions();
}

void GraphView::makeControls() {
    m_bar = new QWidget(this);
    auto* row = new QHBoxLayout(m_bar);
    row->setContentsMargins(8, 4, 8, 4);
    m_back = new QToolButton(m_bar);
    m_back->setText(QStringLiteral("←"));
    m_back->setToolTip(tr("Back to the picture before (Backspace)"));
    m_back->setAccessibleName(tr("Back"));
    m_scene = new QComboBox(m_bar);
    m_scene->addItems(sceneNames());
    m_scene->setAccessibleName(tr("What is shown"));
    m_scene->setToolTip(
        tr("What goes with what: a package stands below the one without which it would not be "
           "linked"));
    m_by = new QComboBox(m_bar);
    m_by->addItems({tr("Time"), tr("Allocations"), tr("Bytes")});
    m_by->setAccessibleName(tr("Cost"));
    m_by->setToolTip(tr("What a package costs: the time of its init, or what it allocates"));
    m_atLeast = new QComboBox(m_bar);
    m_atLeast->addItem(tr("what fits"));
    for (std::size_t i = 1; i < kAtLeast.size(); ++i)
        m_atLeast->addItem(tr("≥ %1 %").arg(kAtLeast[i] * 100));
    m_atLeast->setAccessibleName(tr("Smallest cost"));
    m_atLeast->setToolTip(tr("Leaves out what costs a smaller share"));
    m_hops = new QSpinBox(m_bar);
    m_hops->setRange(1, 5);
    m_hops->setSuffix(tr(" deep"));
    m_hops->setAccessibleName(tr("How many imports deep"));
    m_standard = new QCheckBox(tr("std"), m_bar);
    m_standard->setToolTip(tr("With the standard library"));
    m_order = new QCheckBox(tr("Order"), m_bar);
    m_order->setToolTip(tr("Number the inits in the order they ran (O)"));
    m_working = new QLabel(m_bar);
    m_find = new QLineEdit(m_bar);
    m_find->setPlaceholderText(tr("Find (Ctrl+F)"));
    m_find->setClearButtonEnabled(true);
    m_find->setMaximumWidth(190);
    m_find->setAccessibleName(tr("Find a package"));
    for (QWidget* widget :
         {static_cast<QWidget*>(m_back), static_cast<QWidget*>(m_scene), static_cast<QWidget*>(m_by),
          static_cast<QWidget*>(m_atLeast), static_cast<QWidget*>(m_hops), static_cast<QWidget*>(m_standard),
          static_cast<QWidget*>(m_order)})
        row->addWidget(widget);
    row->addStretch(1);
    row->addWidget(m_working);
    row->addWidget(m_find);
    m_caption = new QLabel(this);
    m_caption->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_caption->setWordWrap(true);
    m_caption->setContentsMargins(12, 2, 12, 4);
}

void GraphView::makeEmptyPage() {
    auto* page = new QWidget(m_pages);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(40, 32, 40, 32);
    column->setSpacing(12);
    m_emptyText = new QLabel(page);
    m_emptyText->setTextFormat(Qt::RichText);
    m_emptyText->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_emptyText->setWordWrap(true);
    m_emptyText->setMaximumWidth(720);
    m_emptyText->setText(
        tr("<h3>Which import costs what?</h3>"
           "<p>To show who brings in whom, rt0scope needs the import graph of the program. Run this in its "
           "module and open the file together with the log:</p>"
           "<pre>go list -deps -json . &gt; deps.json</pre>"
           "<p>or let rt0scope run <code>go list</code> in the directory of the main package. Nothing is "
           "built.</p>"
           "<p>The program itself will do, too: from its code and types rt0scope infers which package "
           "depends on which, but not what would go away with one.</p>"));
    m_runGoList = new QPushButton(tr("Run go list in a directory…"), page);
    m_openFile = new QPushButton(tr("Open a file of go list or the program…"), page);
    m_stop = new QPushButton(tr("Stop"), page);
    m_stop->hide();
    auto* row = new QHBoxLayout;
    row->addWidget(m_runGoList);
    row->addWidget(m_openFile);
    row->addWidget(m_stop);
    row->addStretch(1);
    column->addWidget(m_emptyText);
    column->addLayout(row);
    column->addStretch(1);
    m_pages->addWidget(page);
}

void GraphView::connectControls() {
    connect(&m_session, &Session::graphChanged, this, &GraphView::graphChanged);
    connect(&m_session, &Session::filterChanged, this, &GraphView::updateMarks);
    connect(&m_session, &Session::selectionChanged, this, [this] {
        const auto package = m_session.selectedPackage();
        const bool follows = m_options.kind == SceneKind::Focus && package && m_before.empty();
        if (follows && *package != m_options.package) {
            m_options.package = *package;
            return refresh(GraphCanvas::Place::Fit);
        }
        updateMarks();
        updateCaption();
    });
    for (QComboBox* box : {m_scene, m_by, m_atLeast})
        connect(box, &QComboBox::activated, this, &GraphView::takeOptions);
    connect(m_hops, &QSpinBox::valueChanged, this, &GraphView::takeOptions);
    connect(m_standard, &QCheckBox::toggled, this, &GraphView::takeOptions);
    connect(m_order, &QCheckBox::toggled, this, &GraphView::takeOptions);
    connect(m_back, &QToolButton::clicked, this, &GraphView::goBack);
    connect(m_find, &QLineEdit::textChanged, this, &GraphView::updateMarks);
    connect(m_find, &QLineEdit::returnPressed, this, &GraphView::findNext);
    connect(m_canvas, &GraphCanvas::chosen, this, [this](std::size_t node) {
        const SceneNode& shown = m_canvas->picture()->scene().nodes[node];
        m_choosing = true;
        if (shown.kind == SceneNodeKind::Package)
            m_session.selectPackage(shown.packages.front());
        else
            m_session.selectModule(moduleOf(shown));
        m_choosing = false;
        m_canvas->reveal(node);
    });
    connect(m_canvas, &GraphCanvas::unchosen, this, [this] { m_session.select({}); });
    connect(m_canvas, &GraphCanvas::activated, this, &GraphView::activate);
    connect(m_canvas, &GraphCanvas::menuRequested, this, &GraphView::openMenu);
    connect(&m_layouter, &GraphLayouter::done, this, &GraphView::accept);
    connect(&m_layouter, &GraphLayouter::failed, this, [this](const QString& message) {
        m_working->clear();
        emit failed(message);
    });
    connect(m_runGoList, &QPushButton::clicked, this, &GraphView::askForDirectory);
    connect(m_openFile, &QPushButton::clicked, this, &GraphView::askForFile);
    connect(m_stop, &QPushButton::clicked, &m_loader, &GraphLoader::cancel);
    const auto done = [this] {
        m_stop->hide();
        m_working->clear();
    };
    connect(&m_loader, &GraphLoader::loaded, this, [this, done](const GraphLoader::Graphs& graphs) {
        done();
        m_session.setGraphs(graphs);
    });
    connect(&m_loader, &GraphLoader::failed, this, [this, done](const QString& message) {
        done();
        emit failed(message);
    });
}

void GraphView::load(const QString& path) {
    if (m_session.empty())
        return;
    m_stop->show();
    m_working->setText(QFileInfo(path).isDir() ? tr("go list runs in %1 …").arg(path)
                                               : tr("Reading %1 …").arg(path));
    m_loader.load(m_session.loaded(), path);
}

void GraphView::askForDirectory() {
    const QString path = QFileDialog::getExistingDirectory(this, tr("Directory of the main package"));
    if (!path.isEmpty())
        load(path);
}

void GraphView::askForFile() {
    const QString path =
        QFileDialog::getOpenFileName(this, tr("Open what go list -deps -json printed, or the program"));
    if (!path.isEmpty())
        load(path);
}

/// The dominator tree says what goes with what, which an inferred graph does not tell.
void GraphView::offerScenes(bool inferred) {
    auto* items = qobject_cast<QStandardItemModel*>(m_scene->model());
    QStandardItem* tree = items == nullptr ? nullptr : items->item(placeOf(kScenes, SceneKind::Dominators));
    if (tree == nullptr)
        return;
    tree->setEnabled(!inferred);
    tree->setToolTip(inferred ? toQString(initgraph::kRetainedUnknown) : QString());
}

void GraphView::takeOptions() {
    const SceneKind before = m_options.kind;
    m_options.kind = kScenes[static_cast<std::size_t>(m_scene->currentIndex())];
    if (m_session.graph())
        m_options.kind = shownKind(m_session.graph()->graph(), m_options.kind);
    m_options.by = kBy[static_cast<std::size_t>(m_by->currentIndex())];
    m_options.atLeast = kAtLeast[static_cast<std::size_t>(m_atLeast->currentIndex())];
    m_options.hops = static_cast<unsigned>(m_hops->value());
    m_options.standardLibrary = m_standard->isChecked();
    if (m_options.kind != before) {
        m_before.clear();
        m_options.atLeast = 0;
        if (const auto package = m_session.selectedPackage())
            m_options.package = *package;
        else if (m_options.package == kNoPackage && m_session.graph())
            m_options.package = costliestPackage();
        if (m_options.kind == SceneKind::Everything)
            m_options.standardLibrary = false;
    }
    showOptions();
    refresh(m_options.kind == before ? GraphCanvas::Place::Keep : GraphCanvas::Place::Fit);
}

void GraphView::showOptions() {
    const QSignalBlocker hops(m_hops);
    const QSignalBlocker standard(m_standard);
    m_scene->setCurrentIndex(placeOf(kScenes, m_options.kind));
    m_by->setCurrentIndex(placeOf(kBy, m_options.by));
    m_atLeast->setCurrentIndex(placeOf(kAtLeast, m_options.atLeast));
    m_hops->setValue(static_cast<int>(m_options.hops));
    m_standard->setChecked(m_options.standardLibrary);
    const bool around = m_options.kind == SceneKind::Focus;
    m_hops->setVisible(around);
    m_atLeast->setVisible(!around && m_options.kind != SceneKind::Why);
    m_standard->setVisible(m_options.kind == SceneKind::Everything);
    m_back->setEnabled(!m_before.empty());
}

} // namespace rt0::ui
