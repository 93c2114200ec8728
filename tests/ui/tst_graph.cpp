#include "export/exportdialog.h"
#include "graph/graphcanvas.h"
#include "graph/graphdetails.h"
#include "graph/graphexport.h"
#include "graph/graphview.h"
#include "mainwindow.h"
#include "support.h"
#include "support/sampleprogram.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTextBrowser>
#include <QXmlStreamReader>

using namespace rt0;
using namespace rt0::ui;

namespace {

std::shared_ptr<const LoadedDocument> loadedProgram(GraphSource source = GraphSource::GoList) {
    auto loaded = std::make_shared<LoadedDocument>(*test::loadedLog(test::kSampleProgramLog));
    loaded->graphs.clear();
    for (const Startup& startup : loaded->document.startups)
        loaded->graphs.push_back(std::make_shared<const SceneSource>(
            std::make_shared<const ProgramGraph>(
                joinGraph(test::graphOf(test::samplePackages(), source), startup, "deps.json")),
            startup));
    return loaded;
}

/// The view with the sample program, its first picture made.
struct ShownGraph {
    Session session;
    GraphView view{session};
    GraphCanvas* canvas = view.findChild<GraphCanvas*>();

    explicit ShownGraph(std::shared_ptr<const LoadedDocument> loaded = loadedProgram()) {
        view.resize(960, 640);
        view.QWidget::show();
        session.setDocument(std::move(loaded));
        settle();
    }
    bool settle() {
        return QTest::qWaitFor([this] { return !view.busy(); }, 20000) && canvas->picture() != nullptr;
    }
    PackageIndex package(const char* path) const { return *session.graph()->graph().find(path); }
    std::size_t node(const char* path) const { return *canvas->picture()->nodeOf(package(path)); }
    QPoint centre(const char* path) const {
        return canvas->toScreen(canvas->picture()->nodes()[node(path)].center()).toPoint();
    }
    bool shows(const char* path) const { return canvas->picture()->nodeOf(package(path)).has_value(); }
    QString caption() const {
        QString all;
        for (const auto* label : view.findChildren<QLabel*>())
            all += label->text() + QLatin1Char('\n');
        return all;
    }
    void key(Qt::Key key) { QTest::keyClick(canvas, key); }
    std::string selected() const {
        const auto package = session.selectedPackage();
        return package ? session.graph()->graph()[*package].importPath : std::string();
    }
};

} // namespace

class TestGraph : public QObject {
    Q_OBJECT

private slots:
    void opensOnTheTreeAndFitsIt();
    void nodesDoNotOverlapAndTextFits();
    void aClickSelectsInAllViews();
    void aSelectionElsewhereIsShownHere();
    void keysWalkAlongEdges();
    void bracketsFollowImportsBeyondThePicture();
    void enterFoldsAndUnfolds();
    void otherScenesCanBeChosen();
    void whatDoesNotFitIsShownInPart();
    void aModuleTellsWhatGoesWithIt();
    void goingIntoANodeCanBeUndone();
    void dragPansAndWheelZooms();
    void findGoesThroughPackages();
    void theFilterFadesOthers();
    void withoutAGraphItSaysWhatToGive();
    void aGraphIsReadFromAFile();
    void anInferredGraphSaysSo();
    void detailsTellWhyAndWhatGoes();
    void exportsWhatIsShown();
    void theWindowShowsIt();
    void framesAreFast();
};

void TestGraph::opensOnTheTreeAndFitsIt() {
    ShownGraph shown;
    QVERIFY(shown.canvas->picture());
    QVERIFY(shown.canvas->picture()->scene().tree);
    QVERIFY(shown.canvas->scale() <= 1);
    QVERIFY(shown.canvas->visiblePart().contains(QRectF(QPointF(0, 0), shown.canvas->picture()->size())));
    QVERIFY(shown.caption().contains(QStringLiteral("packages")));
}

void TestGraph::nodesDoNotOverlapAndTextFits() {
    ShownGraph shown;
    for (const SceneKind kind : {SceneKind::Dominators, SceneKind::Costliest, SceneKind::Modules,
                                 SceneKind::Focus, SceneKind::Everything}) {
        SceneOptions options;
        options.kind = kind;
        shown.view.show(options);
        QVERIFY(shown.settle());
        const auto& nodes = shown.canvas->picture()->nodes();
        for (std::size_t a = 0; a < nodes.size(); ++a)
            for (std::size_t b = a + 1; b < nodes.size(); ++b)
                QVERIFY2(!nodes[a].intersects(nodes[b]), qPrintable(QString::number(a)));
        const QRectF whole = QRectF(QPointF(0, 0), shown.canvas->picture()->size()).adjusted(-1, -1, 1, 1);
        for (const QRectF& node : nodes)
            QVERIFY(whole.contains(node));
    }
}

void TestGraph::aClickSelectsInAllViews() {
    ShownGraph shown;
    QTest::mouseClick(shown.canvas, Qt::LeftButton, {}, shown.centre("example.com/heavy/tables"));
    QCOMPARE(shown.session.selection().kind, Selection::Kind::Init);
    QCOMPARE(shown.session.startup().inits[shown.session.selection().index].importPath,
             std::string("example.com/heavy/tables"));
    QCOMPARE(shown.canvas->marks().selected, std::optional(shown.node("example.com/heavy/tables")));
    QVERIFY(shown.canvas->accessibleName().contains(QStringLiteral("heavy/tables")));
    QTest::mouseClick(shown.canvas, Qt::LeftButton, {}, QPoint(2, 2));
    QVERIFY(shown.session.selection().none());
}

void TestGraph::aSelectionElsewhereIsShownHere() {
    ShownGraph shown;
    shown.session.select({Selection::Kind::Init, 4}); // heavy/tables
    QCOMPARE(shown.canvas->marks().selected, std::optional(shown.node("example.com/heavy/tables")));
    // What is folded is shown at what it is folded into.
    shown.session.selectPackage(shown.package("fmt"));
    QCOMPARE(shown.session.selection().kind, Selection::Kind::Package);
    QCOMPARE(shown.canvas->marks().selected, std::optional(std::size_t(0)));
    QVERIFY(shown.caption().contains(QStringLiteral("folded into")));
    shown.session.undo();
    QCOMPARE(shown.selected(), std::string("example.com/heavy/tables"));
}

void TestGraph::keysWalkAlongEdges() {
    ShownGraph shown;
    shown.key(Qt::Key_Right);
    QCOMPARE(shown.selected(), std::string("example.com/app"));
    shown.key(Qt::Key_Right);
    const std::string child = shown.selected();
    QVERIFY(child != "example.com/app");
    shown.key(Qt::Key_Down);
    QVERIFY(shown.selected() != child);
    shown.session.selectPackage(shown.package("example.com/heavy/tables"));
    shown.key(Qt::Key_Left);
    QCOMPARE(shown.selected(), std::string("example.com/client/api"));
}

void TestGraph::bracketsFollowImportsBeyondThePicture() {
    ShownGraph shown;
    shown.session.selectPackage(shown.package("example.com/heavy/v1"));
    shown.key(Qt::Key_BracketLeft);
    QCOMPARE(shown.selected(), std::string("fmt"));
    shown.session.selectPackage(shown.package("example.com/heavy/v1"));
    shown.key(Qt::Key_BracketRight);
    QCOMPARE(shown.selected(), std::string("example.com/heavy/tables"));
}

void TestGraph::enterFoldsAndUnfolds() {
    ShownGraph shown;
    shown.session.selectPackage(shown.package("example.com/client/api"));
    const QPoint before = shown.centre("example.com/client/api");
    shown.key(Qt::Key_Return);
    QVERIFY(shown.settle());
    QVERIFY(!shown.shows("example.com/heavy/tables"));
    // It stays where it was, so that the eye finds it.
    QVERIFY((shown.centre("example.com/client/api") - before).manhattanLength() <= 2);
    shown.key(Qt::Key_Return);
    QVERIFY(shown.settle());
    QVERIFY(shown.shows("example.com/heavy/tables"));
    QVERIFY(!shown.shows("fmt"));
    QTest::mouseDClick(shown.canvas, Qt::LeftButton, {}, shown.centre("example.com/app"));
    QVERIFY(shown.settle());
    QVERIFY(shown.shows("fmt"));
}

void TestGraph::otherScenesCanBeChosen() {
    ShownGraph shown;
    auto* scenes = shown.view.findChildren<QComboBox*>().first();
    for (int i = 0; i < scenes->count(); ++i) {
        scenes->setCurrentIndex(i);
        emit scenes->activated(i);
        QVERIFY(shown.settle());
        QVERIFY2(!shown.canvas->picture()->scene().nodes.empty(), qPrintable(scenes->itemText(i)));
    }
}

namespace {

/// Ten chains of three packages, each with an init.
std::shared_ptr<const LoadedDocument> longProgram() {
    std::vector<test::SamplePackage> packages{{"example.com/app", {}}};
    std::string log;
    for (int i = 0; i < 30; ++i) {
        const std::string path = "example.com/module/longpackage" + std::to_string(i);
        packages.push_back({path, {}});
        packages[i % 3 == 0 ? 0U : packages.size() - 2].imports.push_back(path);
        log += "init " + path + " @" + std::to_string(i) + ".1 ms, 0." + std::to_string(30 - i) +
               " ms clock, 96 bytes, 2 allocs\n";
    }
    auto loaded = std::make_shared<LoadedDocument>(*test::loadedLog(log));
    const Startup& startup = loaded->document.startups.front();
    loaded->graphs = {std::make_shared<const SceneSource>(
        std::make_shared<const ProgramGraph>(joinGraph(test::graphOf(packages), startup, "deps.json")),
        startup)};
    return loaded;
}

} // namespace

void TestGraph::whatDoesNotFitIsShownInPart() {
    ShownGraph shown(longProgram());
    for (const SceneKind kind : {SceneKind::Dominators, SceneKind::Costliest, SceneKind::Inside}) {
        SceneOptions options;
        options.kind = kind;
        options.package = shown.package("example.com/module/longpackage3");
        shown.view.resize(960, 640);
        shown.view.show(options);
        QVERIFY(shown.settle());
        const std::size_t before = shown.canvas->picture()->nodes().size();
        QVERIFY(shown.canvas->picture()->zoomIn(shown.canvas->room()) >= kReadableZoom);
        shown.view.resize(700, 500);
        QTRY_VERIFY(!shown.view.busy());
        const double zoom = shown.canvas->picture()->zoomIn(shown.canvas->room());
        QVERIFY2(zoom >= kReadableZoom, qPrintable(QStringLiteral("scene %1: zoom %2 with %3 nodes")
                                                       .arg(static_cast<int>(kind))
                                                       .arg(zoom)
                                                       .arg(shown.canvas->picture()->nodes().size())));
        QVERIFY(shown.canvas->picture()->nodes().size() <= before);
        QVERIFY(shown.canvas->visiblePart().contains(QRectF(QPointF(0, 0), shown.canvas->picture()->size())));
    }
}

void TestGraph::aModuleTellsWhatGoesWithIt() {
    ShownGraph shown;
    SceneOptions options;
    options.kind = SceneKind::Modules;
    shown.view.show(options);
    QVERIFY(shown.settle());
    QTest::mouseClick(shown.canvas, Qt::LeftButton, {}, shown.centre("example.com/heavy/tables"));
    const auto module = shown.session.selection().module;
    QVERIFY(module);
    QCOMPARE(shown.session.graph()->modules().modules[*module].name, std::string("example.com/heavy"));
    QCOMPARE(shown.session.selection().kind, Selection::Kind::Init);
    const QString html = moduleDetailsHtml(*shown.session.graph(), *module);
    QVERIFY(html.contains(QStringLiteral("If no other module imported it")));
    QVERIFY(html.contains(QStringLiteral("Why it is linked")));
    QVERIFY(html.contains(QStringLiteral("What goes with it")));
    QVERIFY(html.contains(QStringLiteral("example.com/heavy/v1")));
    QCOMPARE(shown.canvas->marks().selected,
             shown.canvas->picture()->nodeOf(shown.package("example.com/heavy/v1")));
}

void TestGraph::goingIntoANodeCanBeUndone() {
    ShownGraph shown;
    SceneOptions options;
    options.kind = SceneKind::Modules;
    shown.view.show(options);
    QVERIFY(shown.settle());
    QTest::mouseDClick(shown.canvas, Qt::LeftButton, {}, shown.centre("example.com/heavy/tables"));
    QVERIFY(shown.settle());
    QCOMPARE(shown.view.options().kind, SceneKind::Inside);
    QCOMPARE(shown.canvas->picture()->nodes().size(), std::size_t(2));
    shown.key(Qt::Key_Backspace);
    QVERIFY(shown.settle());
    QCOMPARE(shown.view.options().kind, SceneKind::Modules);
}

void TestGraph::dragPansAndWheelZooms() {
    ShownGraph shown;
    const QPointF before = shown.canvas->toPicture({0, 0});
    QTest::mousePress(shown.canvas, Qt::LeftButton, {}, QPoint(300, 300));
    QTest::mouseMove(shown.canvas, QPoint(320, 310));
    QTest::mouseMove(shown.canvas, QPoint(340, 330));
    QTest::mouseRelease(shown.canvas, Qt::LeftButton, {}, QPoint(340, 330));
    QVERIFY(shown.canvas->toPicture({0, 0}) != before);
    QVERIFY2(shown.session.selection().none(), "a drag is no click");
    const QPointF at(200, 200);
    const QPointF under = shown.canvas->toPicture(at);
    const double scale = shown.canvas->scale();
    QWheelEvent wheel(at, shown.canvas->mapToGlobal(at), {}, {0, -120}, {}, Qt::ControlModifier,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(shown.canvas, &wheel);
    QVERIFY(shown.canvas->scale() < scale);
    QVERIFY(QLineF(shown.canvas->toPicture(at), under).length() < 0.01);
    shown.key(Qt::Key_Home);
    QVERIFY(shown.canvas->visiblePart().contains(QRectF(QPointF(0, 0), shown.canvas->picture()->size())));
}

void TestGraph::findGoesThroughPackages() {
    ShownGraph shown;
    shown.view.find();
    auto* field = shown.view.findChild<QLineEdit*>();
    QTest::keyClicks(field, QStringLiteral("v1"));
    QTest::keyClick(field, Qt::Key_Return);
    const std::string first = shown.selected();
    QTest::keyClick(field, Qt::Key_Return);
    QVERIFY(shown.selected() != first);
    QVERIFY(shown.view.peel());
    QVERIFY(field->text().isEmpty());
}

void TestGraph::theFilterFadesOthers() {
    ShownGraph shown;
    shown.session.setFilter(QStringLiteral("heavy"));
    const auto& faded = shown.canvas->marks().faded;
    QVERIFY(!faded[shown.node("example.com/heavy/tables")]);
    QVERIFY(faded[shown.node("example.com/client/api")]);
    shown.session.setFilter({});
    QVERIFY(shown.canvas->marks().faded.empty());
}

void TestGraph::withoutAGraphItSaysWhatToGive() {
    Session session;
    GraphView view(session);
    view.resize(960, 640);
    view.QWidget::show();
    session.setDocument(test::loadedLog(test::kSampleProgramLog));
    QString all;
    for (const auto* label : view.findChildren<QLabel*>())
        if (label->isVisible())
            all += label->text();
    QVERIFY(all.contains(QStringLiteral("go list -deps -json")));
    const auto buttons = view.findChildren<QPushButton*>();
    QVERIFY(std::ranges::any_of(buttons, [](const QPushButton* button) {
        return button->isVisible() && button->text().contains(QStringLiteral("Run go list"));
    }));
}

void TestGraph::aGraphIsReadFromAFile() {
    Session session;
    GraphView view(session);
    view.resize(960, 640);
    view.QWidget::show();
    session.setDocument(test::loadedLog(test::kSampleProgramLog));
    const QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("deps.json")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(R"({"ImportPath":"net","Name":"net","Standard":true}
{"ImportPath":"example.com/app","Name":"main","Imports":["net"]})");
    file.close();
    view.load(file.fileName());
    QTRY_VERIFY(session.graph() != nullptr);
    QCOMPARE(session.graph()->graph().size(), std::size_t(2));
    QTRY_VERIFY(view.canvas().picture() != nullptr);
    QSignalSpy failed(&view, &GraphView::failed);
    view.load(folder.filePath(QStringLiteral("none.json")));
    QTRY_COMPARE(failed.size(), 1);
    QVERIFY2(session.graph() != nullptr, "the graph before is kept");
}

void TestGraph::anInferredGraphSaysSo() {
    ShownGraph shown(loadedProgram(GraphSource::BinaryInferred));
    QVERIFY(shown.caption().contains(QStringLiteral("Inferred from the binary")));
    QVERIFY(graphDetailsHtml(*shown.session.graph(), 0, false).contains(QStringLiteral("inferred")));
}

void TestGraph::detailsTellWhyAndWhatGoes() {
    ShownGraph shown;
    const QString html =
        graphDetailsHtml(*shown.session.graph(), shown.package("example.com/heavy/v1"), false);
    QVERIFY(html.contains(QStringLiteral("Why it is linked")));
    QVERIFY(html.contains(QStringLiteral("Every chain passes")));
    QVERIFY(html.contains(QStringLiteral("example.com/heavy v1.0.0")));
    const QString link = QStringLiteral("package:%1").arg(shown.package("net"));
    QCOMPARE(packageOfLink(*shown.session.graph(), link), std::optional(shown.package("net")));
    QVERIFY(!packageOfLink(*shown.session.graph(), QStringLiteral("package:99")));
    QVERIFY(!packageOfLink(*shown.session.graph(), QStringLiteral("goroutine:1")));
}

void TestGraph::exportsWhatIsShown() {
    ShownGraph shown;
    const QByteArray svg = shown.view.exported({ExportFormat::Svg, 1, false, false});
    QXmlStreamReader reader(svg);
    QString text;
    while (!reader.atEnd())
        if (reader.readNext() == QXmlStreamReader::Characters)
            text += reader.text();
    QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
    for (const char* word : {"tables", "client", "own init", "rt0scope"})
        QVERIFY2(text.contains(QLatin1String(word)), word);
    const QImage small = QImage::fromData(shown.view.exported({ExportFormat::Png, 1, true, false}));
    const QImage large = QImage::fromData(shown.view.exported({ExportFormat::Png, 2, true, false}));
    QVERIFY(small.width() > 700);
    QCOMPARE(large.width(), 2 * small.width());
    QVERIFY(shown.view.exported({ExportFormat::Dot, 1, false, false}).startsWith("digraph"));
}

void TestGraph::theWindowShowsIt() {
    MainWindow window;
    window.resize(1280, 800);
    window.QWidget::show();
    window.session().setDocument(loadedProgram());
    window.showView(MainWindow::View::Graph);
    auto* canvas = &window.findChild<GraphView*>()->canvas();
    QTRY_VERIFY(canvas->picture() != nullptr);
    QVERIFY(canvas->isVisible());
    window.session().selectPackage(*window.session().graph()->graph().find("example.com/heavy/tables"));
    const auto browsers = window.findChildren<QTextBrowser*>();
    QVERIFY(std::ranges::any_of(browsers, [](const QTextBrowser* pane) {
        return pane->toPlainText().contains(QStringLiteral("If nothing imported it"));
    }));
}

/// `count` packages that import each other as in real programs.
std::shared_ptr<const LoadedDocument> largeProgram(std::size_t count) {
    std::vector<test::SamplePackage> packages{{"example.com/app", {}}};
    std::uint32_t random = 1;
    for (std::size_t i = 1; i < count; ++i)
        packages.push_back({"example.com/m" + std::to_string(i % 60) + "/p" + std::to_string(i), {}});
    for (std::size_t i = 1; i < count; ++i) {
        packages[i / 3].imports.push_back(packages[i].path);
        for (int k = 0; k < 7; ++k) {
            random = random * 1664525 + 1013904223;
            packages[(random >> 8U) % i].imports.push_back(packages[i].path);
        }
    }
    auto loaded = std::make_shared<LoadedDocument>(*test::loadedLog(test::kSampleProgramLog));
    loaded->graphs.clear();
    const Startup& startup = loaded->document.startups.front();
    loaded->graphs.push_back(std::make_shared<const SceneSource>(
        std::make_shared<const ProgramGraph>(joinGraph(test::graphOf(packages), startup, "deps.json")),
        startup));
    return loaded;
}

/// Measured, not asserted.
void TestGraph::framesAreFast() {
    const auto large = largeProgram(2500);
    QElapsedTimer time;
    time.start();
    const ShownGraph tree(large);
    qInfo("first picture of 2500 packages: %lld ms", static_cast<long long>(time.elapsed()));
    ShownGraph shown(largeProgram(400));
    SceneOptions options;
    options.kind = SceneKind::Everything;
    time.restart();
    shown.view.show(options);
    QVERIFY(shown.settle());
    qInfo("all of 400 packages laid out: %lld ms", static_cast<long long>(time.elapsed()));
    QImage image(1920, 1080, QImage::Format_RGB32);
    shown.canvas->resize(1920, 1080);
    for (const double zoom : {1.0, 3.0, 12.0}) {
        shown.canvas->fit();
        shown.canvas->zoomAt({960, 540}, zoom);
        time.restart();
        constexpr int frames = 20;
        for (int i = 0; i < frames; ++i)
            shown.canvas->render(&image);
        qInfo("frame at %.3f: %.1f ms", shown.canvas->scale(), static_cast<double>(time.elapsed()) / frames);
    }
}

/// The view lays out in this executable, started again.
int main(int argc, char** argv) {
    if (layout::isLayoutHelper(argc, argv))
        layout::runLayoutHelper();
    QApplication application(argc, argv);
    TestGraph test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_graph.moc"
