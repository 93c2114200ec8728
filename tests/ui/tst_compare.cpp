#include "compare/comparedialog.h"
#include "compare/comparedpair.h"
#include "compare/compareloader.h"
#include "compare/comparepicture.h"
#include "compare/compareview.h"
#include "compare/comparewords.h"
#include "compare/runchart.h"
#include "export/exportdialog.h"
#include "mainwindow.h"
#include "messagebar.h"
#include "support.h"
#include "timeline/timelineplot.h"
#include "timeline/timelineview.h"

#include <QComboBox>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QToolButton>

using namespace rt0;
using namespace rt0::ui;
using namespace std::chrono_literals;

namespace {

/// `old` is only in A, `fresh` only in B; c is slower in B, d faster, and both sides agree on the rest.
constexpr std::string_view kLogA = "init runtime @0.030 ms, 0.11 ms clock, 0 bytes, 0 allocs\n"
                                   "init errors @0.45 ms, 0.010 ms clock, 0 bytes, 0 allocs\n"
                                   "init github.com/a/b/c @1.0 ms, 1.5 ms clock, 4096 bytes, 3 allocs\n"
                                   "init github.com/a/b/d @3.0 ms, 0.50 ms clock, 1024 bytes, 1 allocs\n"
                                   "init github.com/a/b/old @4.0 ms, 0.50 ms clock, 1024 bytes, 1 allocs\n"
                                   "init main @9.0 ms, 0.20 ms clock, 512 bytes, 2 allocs\n";
constexpr std::string_view kLogB = "init runtime @0.030 ms, 0.11 ms clock, 0 bytes, 0 allocs\n"
                                   "init errors @0.45 ms, 0.010 ms clock, 0 bytes, 0 allocs\n"
                                   "init github.com/a/b/c @1.5 ms, 4.5 ms clock, 4096 bytes, 3 allocs\n"
                                   "init github.com/a/b/d @6.2 ms, 0.10 ms clock, 1024 bytes, 1 allocs\n"
                                   "init github.com/a/b/fresh @6.5 ms, 0.50 ms clock, 1024 bytes, 1 allocs\n"
                                   "init main @12 ms, 0.20 ms clock, 512 bytes, 2 allocs\n";

std::shared_ptr<const ComparedPair> pairOf(std::string_view a, std::string_view b) {
    std::vector<ComparedBuild> builds{buildOf(test::loadedLog(a), {QStringLiteral("a.log")}),
                                      buildOf(test::loadedLog(b), {QStringLiteral("b.log")})};
    builds[0].side.label = "before";
    builds[1].side.label = "after";
    return comparePair(std::move(builds), 0, 1);
}

struct ShownComparison {
    CompareView view;

    explicit ShownComparison(std::string_view a = kLogA, std::string_view b = kLogB) {
        view.resize(1200, 760);
        view.show();
        view.state().setPair(pairOf(a, b));
    }
    CompareState& state() { return view.state(); }
    TimelinePlot& plot() { return view.findChild<TimelineView*>()->plot(); }
    const PackageInit& initAt(std::size_t index) { return state().starts().startup.inits[index]; }
    std::size_t indexIn(bool ofB, std::string_view package) {
        const auto& inits = state().starts().startup.inits;
        for (std::size_t i = 0; i < inits.size(); ++i)
            if (inits[i].importPath == package && state().starts().ofB(i) == ofB)
                return i;
        return inits.size();
    }
    InitChange changeAt(std::size_t init) {
        return changeOfColour(state().starts().lanes.marks[init].colour);
    }
};

QString write(const QTemporaryDir& folder, const QString& name, std::string_view content) {
    QFile file(folder.filePath(name));
    if (file.open(QIODevice::WriteOnly))
        file.write(content.data(), static_cast<qint64>(content.size()));
    return file.fileName();
}

} // namespace

class TestCompare : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { QApplication::setApplicationName(QStringLiteral("rt0scope-test")); }
    void bothStartsShareOneAxisAlignedWhereTheUserWants();
    void whatOneStartDoesNotKnowCannotBeChosen();
    void theAlignmentIsKept();
    void aPackageIsMarkedByWhatBecameOfIt();
    void equalDigitsAreNoDifference();
    void aClickSelectsThePackageOnBothSidesAndEverywhere();
    void theTipHasTheValuesOfBothSides();
    void zoomAndPanAreThoseOfTheTimeline();
    void swappingAsksForTheOtherOrder();
    void singleRunsAreShownButNotTested();
    void theTableSortsByNumbersAndFollowsTheSelection();
    void everyRunIsADot();
    void thePictureHoldsBothTimelinesAndTheVerdict();
    void exportingChangesNothingOnScreen();
    void reportsOfAComparisonAreExported();
    void twoDroppedLogsAreCompared();
    void aFileThatCannotBeReadIsNamed();
    void theDialogAsksForTwoBuildsOfOneKind();
    void bothThemesCanBeChosen();
    void realReleasesOfAProgramAreCompared();
};

void TestCompare::bothStartsShareOneAxisAlignedWhereTheUserWants() {
    ShownComparison shown;
    for (const auto anchor : {StartAnchor::RuntimeMain, StartAnchor::FirstUserInit, StartAnchor::MainMain}) {
        shown.state().setWish(anchor);
        QCOMPARE(shown.state().alignment(), anchor);
        const Startup& a = *shown.state().comparison().before.startup;
        const Startup& b = *shown.state().comparison().after.startup;
        const std::size_t first = shown.state().starts().firstOfB;
        QCOMPARE(first, a.inits.size());
        QCOMPARE(shown.initAt(2).drawn.begin, a.inits[2].drawn.begin - *anchorTime(a, anchor));
        QCOMPARE(shown.initAt(first + 2).drawn.begin, b.inits[2].drawn.begin - *anchorTime(b, anchor));
    }
    shown.state().setWish(StartAnchor::FirstUserInit);
    QCOMPARE(shown.initAt(2).drawn.begin, 0ns);
    QCOMPARE(shown.initAt(shown.state().starts().firstOfB + 2).drawn.begin, 0ns);
}

void TestCompare::whatOneStartDoesNotKnowCannotBeChosen() {
    ShownComparison shown;
    shown.state().setWish(StartAnchor::Exec); // a log begins in runtime.main
    QCOMPARE(shown.state().alignment(), StartAnchor::MainMain);
    shown.state().setWish(StartAnchor::MainMain);
}

void TestCompare::theAlignmentIsKept() {
    ShownComparison().state().setWish(StartAnchor::FirstUserInit);
    ShownComparison again;
    QCOMPARE(again.state().alignment(), StartAnchor::FirstUserInit);
    again.state().setWish(StartAnchor::MainMain);
}

void TestCompare::aPackageIsMarkedByWhatBecameOfIt() {
    ShownComparison shown;
    QCOMPARE(shown.changeAt(shown.indexIn(true, "github.com/a/b/c")), InitChange::Slower);
    QCOMPARE(shown.changeAt(shown.indexIn(false, "github.com/a/b/c")), InitChange::Slower);
    QCOMPARE(shown.changeAt(shown.indexIn(true, "github.com/a/b/d")), InitChange::Faster);
    QCOMPARE(shown.changeAt(shown.indexIn(false, "github.com/a/b/old")), InitChange::Removed);
    QCOMPARE(shown.changeAt(shown.indexIn(true, "github.com/a/b/fresh")), InitChange::Added);
    QCOMPARE(shown.state().starts().lanes.partners[shown.indexIn(true, "github.com/a/b/fresh")], kNoPartner);
}

void TestCompare::equalDigitsAreNoDifference() {
    ShownComparison shown;
    QCOMPARE(shown.changeAt(shown.indexIn(true, "main")), InitChange::Same);
    ShownComparison same(kLogA, kLogA);
    for (std::size_t i = 0; i < same.state().starts().startup.inits.size(); ++i)
        QCOMPARE(same.changeAt(i), InitChange::Same);
}

void TestCompare::aClickSelectsThePackageOnBothSidesAndEverywhere() {
    ShownComparison shown;
    QVERIFY(QTest::qWaitForWindowExposed(&shown.view));
    QSignalSpy told(&shown.state(), &CompareState::packageChanged);
    const std::size_t init = shown.indexIn(false, "github.com/a/b/c");
    TimelinePlot& plot = shown.plot();
    const auto lane = plot.layout().place({1}); // A's inits lie below its phases
    QCOMPARE(shown.state().starts().lanes.lanes[1].kind, LaneKind::Inits);
    const TimeRange time = shown.initAt(init).drawn;
    const QPoint at(static_cast<int>(plot.xOf(time.begin + time.length() / 2)),
                    plot.lanesRect().top() + static_cast<int>(lane->top + lane->height / 2));
    QTest::mouseClick(&plot, Qt::LeftButton, {}, at);
    QCOMPARE(shown.state().package(), QStringLiteral("github.com/a/b/c"));
    QCOMPARE(told.size(), 1);
    QCOMPARE(shown.state().timeline().selection(), (Selection{Selection::Kind::Init, init}));
}

void TestCompare::theTipHasTheValuesOfBothSides() {
    ShownComparison shown;
    const QString note = QString::fromStdString(
        shown.state().starts().lanes.marks[shown.indexIn(true, "github.com/a/b/c")].note);
    QVERIFY2(note.contains(QStringLiteral("1.5–1.6 ms")), qPrintable(note));
    QVERIFY2(note.contains(QStringLiteral("4.5–4.6 ms")), qPrintable(note));
    QVERIFY2(note.contains(QStringLiteral("not tested")), qPrintable(note));
}

void TestCompare::zoomAndPanAreThoseOfTheTimeline() {
    ShownComparison shown;
    QVERIFY(QTest::qWaitForWindowExposed(&shown.view));
    TimelinePlot& plot = shown.plot();
    const QPointF at = plot.lanesRect().center();
    const Nanoseconds under = plot.timeAt(at.x());
    const TimeRange before = shown.state().timeline().visible();
    QWheelEvent wheel(at, plot.mapToGlobal(at), {}, {0, 120}, Qt::NoButton, Qt::ControlModifier,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(&plot, &wheel);
    QVERIFY(shown.state().timeline().visible().length() < before.length());
    QVERIFY(std::abs((plot.timeAt(at.x()) - under).count()) < before.length().count() / 1000);
    QTest::keyClick(shown.view.findChild<TimelineView*>(), Qt::Key_0);
    QCOMPARE(shown.state().timeline().visible(), before);
}

void TestCompare::swappingAsksForTheOtherOrder() {
    ShownComparison shown;
    QSignalSpy asked(&shown.view, &CompareView::pairRequested);
    for (QToolButton* button : shown.view.findChildren<QToolButton*>())
        if (button->text().contains(QStringLiteral("Swap")))
            button->click();
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked[0][0].value<std::size_t>(), std::size_t{1});
    const auto swapped = comparePair(shown.state().pair()->builds, 1, 0);
    shown.state().setPair(swapped);
    QCOMPARE(shown.changeAt(shown.indexIn(true, "github.com/a/b/c")), InitChange::Faster);
    QCOMPARE(shown.changeAt(shown.indexIn(false, "github.com/a/b/fresh")), InitChange::Removed);
}

void TestCompare::singleRunsAreShownButNotTested() {
    ShownComparison shown;
    const QString sentence = verdictSentence(shown.state().comparison());
    QVERIFY2(sentence.contains(QStringLiteral("Not tested")), qPrintable(sentence));
    QVERIFY(sentence.contains(QStringLiteral("after")));
    QVERIFY(changeText(InitChange::Slower, false).contains(QLatin1Char('?')));
}

void TestCompare::theTableSortsByNumbersAndFollowsTheSelection() {
    ShownComparison shown;
    shown.view.setPage(2);
    QTableView* table = nullptr;
    for (QTableView* each : shown.view.findChildren<QTableView*>())
        if (each->accessibleName() == QStringLiteral("Package inits"))
            table = each;
    QVERIFY(table);
    constexpr int delta = 4;
    table->sortByColumn(delta, Qt::DescendingOrder);
    const auto package = [&](int row) { return table->model()->index(row, 1).data().toString(); };
    QCOMPARE(package(0), QStringLiteral("github.com/a/b/c"));
    QCOMPARE(package(1), QStringLiteral("github.com/a/b/fresh"));
    QCOMPARE(package(table->model()->rowCount() - 1), QStringLiteral("github.com/a/b/old"));
    shown.state().selectPackage(QStringLiteral("github.com/a/b/d"));
    QCOMPARE(package(table->currentIndex().row()), QStringLiteral("github.com/a/b/d"));
    table->setCurrentIndex(table->model()->index(0, 0));
    QCOMPARE(shown.state().package(), QStringLiteral("github.com/a/b/c"));
}

void TestCompare::everyRunIsADot() {
    RunChart chart;
    compare::Difference difference;
    difference.before = {compare::Basis::Runs, {10e6, 11e6, 12e6}, 11e6};
    difference.after = {compare::Basis::Runs, {13e6, 14e6}, 13.5e6};
    chart.setDifference(QStringLiteral("to main.main"), difference);
    QCOMPARE(chart.dots(), std::size_t{5});
    difference.control = {compare::Basis::Runs, {10e6}, 10e6};
    chart.setDifference(QStringLiteral("to main.main"), difference);
    QCOMPARE(chart.dots(), std::size_t{6});
}

void TestCompare::thePictureHoldsBothTimelinesAndTheVerdict() {
    ShownComparison shown;
    ComparePicture picture(shown.state(), lightTheme(), 1200);
    const QString svg = QString::fromUtf8(picture.svg());
    for (const char* text : {"before", "after", "Not tested", "github.com/a/b/fresh", "only in B",
                             "A · package inits", "B · package inits", "Package inits that changed most"})
        QVERIFY2(svg.contains(QString::fromUtf8(text)), text);
    QCOMPARE(picture.image(2).size(), picture.size() * 2);
    QVERIFY(QImage::fromData(picture.png(1)).size() == picture.size());
}

void TestCompare::exportingChangesNothingOnScreen() {
    ShownComparison shown;
    shown.state().selectPackage(QStringLiteral("github.com/a/b/c"));
    shown.state().timeline().setVisible({-2ms, -1ms});
    const TimeRange visible = shown.state().timeline().visible();
    ExportOptions options;
    const QByteArray everything = exported(shown.state(), options);
    options.visibleRange = true;
    QVERIFY(everything != exported(shown.state(), options));
    QCOMPARE(shown.state().timeline().visible(), visible);
    QCOMPARE(shown.state().package(), QStringLiteral("github.com/a/b/c"));
}

void TestCompare::reportsOfAComparisonAreExported() {
    ShownComparison shown;
    const std::pair<ExportFormat, const char*> expected[] = {
        {ExportFormat::Text, "github.com/a/b/fresh"},
        {ExportFormat::Markdown, "| github.com/a/b/fresh |"},
        {ExportFormat::Html, "<!DOCTYPE html>"},
        {ExportFormat::Json, "\"rt0scope/1\""}};
    for (const auto& [format, text] : expected) {
        ExportOptions options;
        options.format = format;
        const QByteArray bytes = exported(shown.state(), options);
        QVERIFY2(bytes.contains(text), bytes.left(400).constData());
    }
}

void TestCompare::twoDroppedLogsAreCompared() {
    const QTemporaryDir folder;
    MainWindow window;
    window.QWidget::show();
    auto* view = window.findChild<CompareView*>();
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(write(folder, QStringLiteral("a.log"), kLogA)),
                  QUrl::fromLocalFile(write(folder, QStringLiteral("b.log"), kLogB))});
    // Qt gives a drop only to the widget that took the drag.
    QDragEnterEvent enter(QPoint(100, 100), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&window, &enter);
    QDropEvent drop(QPointF(100, 100), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&window, &drop);
    QTRY_VERIFY(!view->state().empty());
    QVERIFY(view->isVisible());
    QCOMPARE(view->state().comparison().before.label, std::string("a"));
    // The other views show B, and a package that is selected here is selected there, too.
    view->state().selectPackage(QStringLiteral("github.com/a/b/fresh"));
    const Selection& selection = window.session().selection();
    QCOMPARE(selection.kind, Selection::Kind::Init);
    QCOMPARE(window.session().startup().inits[selection.index].importPath,
             std::string("github.com/a/b/fresh"));
    window.session().select({Selection::Kind::Init, 2});
    QCOMPARE(view->state().package(), QStringLiteral("github.com/a/b/c"));
}

void TestCompare::aFileThatCannotBeReadIsNamed() {
    const QTemporaryDir folder;
    MainWindow window;
    window.QWidget::show();
    window.compareFiles(
        {write(folder, QStringLiteral("a.log"), kLogA), write(folder, QStringLiteral("no.log"), "hello\n")});
    auto* messages = window.findChild<MessageBar*>();
    QTRY_VERIFY(messages->isVisible());
    QVERIFY(messages->findChild<QLabel*>()->text().contains(QStringLiteral("no.log")));
    QVERIFY(window.findChild<CompareView*>()->state().empty());
}

void TestCompare::theDialogAsksForTwoBuildsOfOneKind() {
    const QTemporaryDir folder;
    const QString log = write(folder, QStringLiteral("a.log"), kLogA);
    const QString other = write(folder, QStringLiteral("b.log"), kLogB);
    const QString program = write(folder, QStringLiteral("program"),
                                  "\x7f"
                                  "ELF and more");
    CompareDialog dialog({log}, {log, other}, lightTheme(), nullptr);
    QPushButton* compare = nullptr;
    for (QPushButton* button : dialog.findChildren<QPushButton*>())
        if (button->isDefault())
            compare = button;
    QVERIFY(compare && !compare->isEnabled());
    const auto fields = dialog.findChildren<QComboBox*>();
    fields[1]->setEditText(other);
    QVERIFY(compare->isEnabled());
    QCOMPARE(dialog.wish().builds, QList<QStringList>({{log}, {other}}));
    QVERIFY(!dialog.wish().record);
    // A log and its import graph are one build.
    const QString graph = write(folder, QStringLiteral("deps.json"), "{}");
    fields[1]->setEditText(other + QStringLiteral(" + ") + graph);
    QVERIFY(compare->isEnabled());
    QCOMPARE(dialog.wish().builds, QList<QStringList>({{log}, {other, graph}}));
    fields[1]->setEditText(other + QStringLiteral(" + ") + folder.filePath(QStringLiteral("none.json")));
    QVERIFY(!compare->isEnabled());
    fields[1]->setEditText(program);
    QVERIFY(!compare->isEnabled());
    fields[0]->setEditText(program);
    QVERIFY(compare->isEnabled() && dialog.wish().record);
}

void TestCompare::bothThemesCanBeChosen() {
    ShownComparison shown;
    for (int page = 0; page < static_cast<int>(CompareView::pageNames().size()); ++page) {
        shown.view.setPage(page);
        for (const Theme& theme : {darkTheme(), lightTheme()}) {
            shown.view.setTheme(theme);
            QVERIFY(!shown.view.grab().isNull());
        }
    }
}

void TestCompare::realReleasesOfAProgramAreCompared() {
    const auto pair = loadBuilds(
        {{test::dataFile("logs/rclone-1.60.1.gc.log")}, {test::dataFile("logs/rclone-1.75.2.gc.log")}});
    QVERIFY(pair.has_value());
    CompareView view;
    view.resize(1200, 760);
    view.state().setPair(*pair);
    const auto& packages = view.state().comparison().packages;
    QVERIFY(packages.size() > 300);
    QVERIFY(std::ranges::any_of(packages,
                                [](const auto& each) { return each.presence == compare::Presence::Added; }));
    QVERIFY(std::ranges::any_of(
        packages, [](const auto& each) { return each.presence == compare::Presence::Removed; }));
    for (int page = 0; page < static_cast<int>(CompareView::pageNames().size()); ++page) {
        view.setPage(page);
        QVERIFY(!view.grab().isNull());
    }
}

QTEST_MAIN(TestCompare)
#include "tst_compare.moc"
