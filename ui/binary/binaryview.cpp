#include "binary/binaryview.h"

#include "emptynote.h"
#include "session.h"
#include "sheet/sheettable.h"
#include "text.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QtConcurrent>
#include <algorithm>

namespace rt0::ui {
namespace {

QSplitter* splitter(Qt::Orientation orientation, QWidget* first, QWidget* second, int firstPart,
                    int secondPart) {
    auto* made = new QSplitter(orientation);
    made->setChildrenCollapsible(false);
    made->addWidget(first);
    made->addWidget(second);
    made->setStretchFactor(0, firstPart);
    made->setStretchFactor(1, secondPart);
    made->setSizes({1000 * firstPart, 1000 * secondPart});
    return made;
}

/// "init.0" of "net/http.init.0": the package has a column of its own. Dots in the last part of an import
/// path are escaped by the linker.
QString shortFunction(const QString& function) {
    const qsizetype dot = function.indexOf(QLatin1Char('.'), function.lastIndexOf(QLatin1Char('/')) + 1);
    return dot < 0 ? function : function.mid(dot + 1);
}

SheetCell cell(const QString& text, const QString& tip) {
    SheetCell made(text);
    made.tip = tip;
    return made;
}

double share(quint64 part, quint64 all) {
    return all == 0 ? 0 : static_cast<double>(part) / static_cast<double>(all);
}

} // namespace

BinaryView::BinaryView(Session& session, QWidget* parent) : QWidget(parent), m_session(session) {
    setAccessibleName(tr("Binary"));
    m_state = makeEmptyNote(this);
    m_state->setText(
        tr("No Go binary is open.\n\nOpen or drop a program built by Go (Ctrl+O): this view shows how it "
           "was built, what it initialises in which order, and what the dynamic linker has to do. "
           "Nothing is run."));
    m_headline = new QLabel(this);
    m_headline->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_headline->setWordWrap(true);
    m_record = new QPushButton(tr("Record its start…"), this);
    makePages();
    auto* head = new QHBoxLayout;
    head->setContentsMargins(10, 8, 10, 6);
    head->addWidget(m_headline, 1);
    head->addWidget(m_record);
    auto* sheet = new QWidget(this);
    auto* column = new QVBoxLayout(sheet);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(head);
    column->addWidget(m_pages, 1);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(m_state);
    m_stack->addWidget(sheet);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_stack);
    setFocusProxy(m_pages);
    connect(&m_watcher, &QFutureWatcher<BinaryOutcome>::finished, this, &BinaryView::finish);
    connect(m_inits, &SheetTable::rowChosen, this, &BinaryView::selectPackage);
    connect(m_record, &QPushButton::clicked, this, [this] { emit recordRequested(m_path); });
}

BinaryView::~BinaryView() {
    m_watcher.disconnect(this);
    m_watcher.waitForFinished();
}

void BinaryView::makePages() {
    using Filter = SheetTable::Filter;
    m_build = new SheetTable(tr("Build information and settings"),
                             {{tr("Name"), {}}, {tr("Value"), {}, false, true}}, Filter::Yes, this);
    m_inits = new SheetTable(
        tr("Init functions in the order in which they run"),
        {{tr("#"), tr("Place of the package's init task in the order"), true},
         {tr("Package"), tr("Import path")},
         {tr("Function"),
          tr("init is what sets the package's variables; init.0, init.1 … are its func init()")},
         {tr("File"), tr("Where it begins in the sources, as built"), false, true}},
        Filter::Yes, this);
    m_modules = new SheetTable(tr("Modules"),
                               {{tr("Module"), {}, false, true},
                                {tr("Version"), {}},
                                {tr("Replaced by"), {}},
                                {tr("Sum"), tr("go.sum's hash")}},
                               Filter::Yes, this);
    m_sizes = new SheetTable(tr("Parts (some lie in each other)"),
                             {{tr("Part"), {}}, {tr("Size"), {}, true}, {tr("Meaning"), {}, false, true}},
                             Filter::No, this);
    m_sections = new SheetTable(tr("Sections"),
                                {{tr("Section"), {}, false, true},
                                 {tr("Size"), {}, true},
                                 {tr("Loaded"), tr("Takes memory when the program runs")},
                                 {tr("In the file"), {}}},
                                Filter::Yes, this);
    m_metadata = new SheetTable(
        tr("Metadata"), {{tr("Kind"), {}, false, true}, {tr("Count"), {}, true}, {tr("Size"), {}, true}},
        Filter::No, this);
    m_linker = new SheetTable(tr("What the dynamic linker has to do"),
                              {{tr("Name"), {}}, {tr("Value"), {}, false, true}}, Filter::No, this);
    m_relocations =
        new SheetTable(tr("Relocations by kind"),
                       {{tr("Kind"), {}}, {tr("Count"), {}, true}, {tr("What one needs"), {}, false, true}},
                       Filter::No, this);
    m_libraries = new SheetTable(tr("Needed libraries, in loading order"),
                                 {{tr("#"), {}, true}, {tr("Library"), {}, false, true}}, Filter::No, this);
    m_pages = new QTabWidget(this);
    m_pages->setDocumentMode(true);
    m_pages->addTab(m_build, tr("&Build"));
    m_pages->addTab(m_inits, tr("&Init order"));
    m_pages->addTab(m_modules, tr("&Modules"));
    m_pages->addTab(
        splitter(Qt::Horizontal, splitter(Qt::Vertical, m_sizes, m_metadata, 5, 2), m_sections, 3, 2),
        tr("&Sizes"));
    m_pages->addTab(
        splitter(Qt::Vertical, splitter(Qt::Horizontal, m_linker, m_libraries, 3, 2), m_relocations, 1, 1),
        tr("&Dynamic linking"));
}

void BinaryView::open(const QString& path) {
    m_path = path;
    m_state->setText(tr("Reading %1 …").arg(path));
    read([path] { return readBinaryFacts(path); });
}

void BinaryView::openFacts(const std::string& json) {
    m_path.clear();
    m_state->setText(tr("Reading …"));
    read([json] { return parseBinaryFacts(json); });
}

void BinaryView::read(std::function<BinaryOutcome()> reader) {
    if (!m_facts)
        m_stack->setCurrentIndex(0);
    m_watcher.setFuture(QtConcurrent::run(std::move(reader)));
}

void BinaryView::finish() {
    const BinaryOutcome outcome = m_watcher.result();
    if (outcome) {
        m_facts = *outcome;
        fill();
        m_stack->setCurrentIndex(1);
        emit shown();
        return;
    }
    const QString message = toQString(outcome.error().message());
    m_state->setText(message);
    emit failed(m_path, message);
    m_path = m_facts ? m_facts->path : QString();
}

void BinaryView::fill() {
    m_record->setVisible(!m_path.isEmpty());
    m_headline->setText(QStringLiteral("<b>%1</b><br>%2")
                            .arg(m_facts->path.toHtmlEscaped(), m_facts->headline.toHtmlEscaped()));
    std::vector<SheetRow> rows;
    for (const BinaryFact& fact : m_facts->build)
        rows.push_back({fact.name, fact.value});
    m_build->setRows(std::move(rows), tr("The file holds no build information."));
    rows.clear();
    for (const BinaryModule& module : m_facts->modules)
        rows.push_back({module.path, module.version, module.replacement, module.sum});
    m_modules->setRows(
        std::move(rows),
        tr("The file lists no modules: it was built without them, as distributions often do."));
    fillInits();
    fillSizes();
    fillLinker();
    m_pages->setTabText(1, tr("&Init order (%1)").arg(countText(m_facts->initTasks)));
    m_pages->setTabText(2, tr("&Modules (%1)").arg(countText(m_facts->modules.size())));
}

void BinaryView::fillInits() {
    std::vector<SheetRow> rows;
    for (const BinaryInit& init : m_facts->inits) {
        const QString package = init.ofRuntime ? tr("%1 (runtime's list)").arg(init.package) : init.package;
        rows.push_back({{countText(init.order), init.order},
                        package,
                        cell(shortFunction(init.function), init.function),
                        init.place});
    }
    m_inits->setRows(std::move(rows),
                     m_facts->initsComplete
                         ? tr("The program has no init functions.")
                         : tr("The init tasks were not found in this file; the messages say why."));
}

void BinaryView::fillSizes() {
    std::vector<SheetRow> rows;
    quint64 most = m_facts->bytes;
    for (const BinarySize& size : m_facts->sizes)
        most = std::max(most, size.bytes);
    for (const BinarySize& size : m_facts->sizes)
        rows.push_back(
            {size.name, {bytesText(size.bytes), size.bytes, share(size.bytes, most)}, size.meaning});
    m_sizes->setRows(std::move(rows), tr("The file does not tell its parts."));
    rows.clear();
    quint64 largest = 0;
    for (const BinarySection& section : m_facts->sections)
        largest = std::max(largest, section.bytes);
    for (const BinarySection& section : m_facts->sections)
        rows.push_back({section.name,
                        {bytesText(section.bytes), section.bytes, share(section.bytes, largest)},
                        section.loaded ? tr("yes") : tr("no"),
                        section.inFile ? tr("yes") : tr("no")});
    m_sections->setRows(std::move(rows), tr("The file has no section headers."));
    rows.clear();
    for (const BinaryMetadata& one : m_facts->metadata)
        rows.push_back({one.name,
                        {countText(one.count), one.count},
                        {one.bytes > 0 ? bytesText(one.bytes) : QString(), one.bytes}});
    m_metadata->setRows(std::move(rows), tr("No metadata was found."));
}

void BinaryView::fillLinker() {
    std::vector<SheetRow> rows;
    for (const BinaryFact& fact : m_facts->linker)
        rows.push_back({fact.name, fact.value});
    m_linker->setRows(std::move(rows), tr("Nothing: the program is static."));
    rows.clear();
    quint64 all = 0;
    for (const BinaryRelocation& one : m_facts->relocations)
        all += one.count;
    for (const BinaryRelocation& one : m_facts->relocations)
        rows.push_back({one.kind, {countText(one.count), one.count, share(one.count, all)}, one.meaning});
    m_relocations->setRows(std::move(rows), tr("No relocations: nothing is to be done at start."));
    rows.clear();
    quint64 place = 0;
    for (const QString& library : m_facts->libraries) {
        ++place;
        rows.push_back({{countText(place), place}, library});
    }
    m_libraries->setRows(std::move(rows),
                         m_facts->isStatic ? tr("None: the program is static.") : tr("None."));
}

void BinaryView::selectPackage(int row) {
    if (m_session.empty() || row < 0 || static_cast<std::size_t>(row) >= m_facts->inits.size())
        return;
    const std::string package = m_facts->inits[static_cast<std::size_t>(row)].package.toStdString();
    const auto& inits = m_session.startup().inits;
    const auto found = std::ranges::find(inits, package, &PackageInit::importPath);
    if (found != inits.end())
        m_session.select({Selection::Kind::Init, static_cast<std::size_t>(found - inits.begin())});
}

void BinaryView::setTheme(const Theme& theme) {
    for (SheetTable* table : findChildren<SheetTable*>())
        table->setTheme(theme);
}

SheetTable* BinaryView::currentFilter() const {
    if (m_stack->currentIndex() == 0)
        return nullptr;
    QWidget* page = m_pages->currentWidget();
    if (auto* table = qobject_cast<SheetTable*>(page))
        return table;
    for (auto* table : page->findChildren<SheetTable*>())
        if (table->canFilter())
            return table;
    return nullptr;
}

void BinaryView::find() {
    if (SheetTable* table = currentFilter())
        table->find();
}

bool BinaryView::peel() {
    SheetTable* table = currentFilter();
    return table && table->peel();
}

} // namespace rt0::ui
