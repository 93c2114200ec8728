#include "profile/flameview.h"
#include "profile/profileview.h"
#include "recording/profile.h"
#include "sheet/sheettable.h"
#include "support.h"
#include "timeline/exectrace.h"
#include "timeline/open.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTableView>

using namespace rt0;
using namespace rt0::ui;
using profile::kNoNode;

namespace {

std::shared_ptr<const LoadedDocument> opened(const QStringList& files) {
    const LoadOutcome outcome = loadFiles(files);
    if (!outcome)
        qFatal("%s", outcome.error().message().c_str());
    return *outcome;
}

struct ShownProfile {
    Session session;
    ProfileView view{session};
    FlameView* flame = view.findChild<FlameView*>();
    QTableView* table = view.findChild<QTableView*>();
    QLineEdit* search = view.findChild<QLineEdit*>();

    explicit ShownProfile(const QStringList& files = {test::dataFile("pprof/sample.cpu.pb.gz")}) {
        view.resize(1000, 700);
        view.show();
        session.setDocument(opened(files));
        // Made on a thread of its own.
        for (int i = 0; i < 500 && table->model()->rowCount() == 0; ++i)
            QTest::qWait(10);
    }
    QPoint middleOf(std::uint32_t node) const { return flame->boxOf(node).center().toPoint(); }
    void click(std::uint32_t node) const {
        QTest::mouseClick(flame->viewport(), Qt::LeftButton, {}, middleOf(node));
    }
    QString labels() const {
        QString all;
        for (const QLabel* label : view.findChildren<QLabel*>())
            if (label->isVisible())
                all += label->text() + QLatin1Char('\n');
        return all;
    }
    QString cell(int row, int column) const { return table->model()->index(row, column).data().toString(); }
};

/// A tree of `count` leaves below functions of ten callees each.
std::shared_ptr<const profile::FlameTree> largeTree(std::size_t count) {
    profile::CallStacks stacks;
    for (int i = 0; i < 500; ++i)
        stacks.functions.push_back(
            {"example.com/module/package.function" + std::to_string(i), "example.com/module"});
    for (std::size_t i = 0; i < count; ++i) {
        std::size_t path = i;
        for (int depth = 0; depth < 7; ++depth, path /= 10)
            stacks.frames.push_back(static_cast<std::uint32_t>(path * 31 % 500));
        stacks.ends.push_back(stacks.frames.size());
        stacks.values.push_back(1 + i * 7919 % 1000);
    }
    return std::make_shared<const profile::FlameTree>(profile::flameTree(stacks));
}

} // namespace

class TestProfile : public QObject {
    Q_OBJECT

private slots:
    void showsTheListOfGosTool();
    void saysHowManySamplesThereAre();
    void aClickZoomsAndADoubleClickGoesBack();
    void escPeelsSearchThenZoom();
    void theSearchTellsTheShare();
    void theKeyboardWalks();
    void upsideDownTheRootIsBelow();
    void aFunctionSelectsItsPackageEverywhere();
    void aPackageSelectedElsewhereChangesNothingOfTheSamples();
    void withoutSamplesItSaysWhatFillsIt();
    void fewSamplesSayWhatToDo();
    void kindsOfValuesCanBeChosen();
    void aTraceShowsItsSamplesOfTheRange();
    void hoverTellsValueAndShare();
    void narrowFramesAreFoundThoughNotDrawn();
    void aFrameOfAMillionNodesIsQuick();
};

void TestProfile::showsTheListOfGosTool() {
    const ShownProfile shown;
    QCOMPARE(shown.table->model()->rowCount(), 14);
    QCOMPARE(shown.cell(0, 4), QStringLiteral("runtime.mapiternext"));
    QCOMPARE(shown.cell(0, 0), QStringLiteral("1.28 s"));
    QCOMPARE(shown.cell(0, 2), QStringLiteral("1.37 s"));
    QCOMPARE(shown.cell(0, 5), QStringLiteral("runtime"));
    QCOMPARE(shown.cell(1, 4), QStringLiteral("main.busyLoop"));
}

void TestProfile::saysHowManySamplesThereAre() {
    const ShownProfile shown;
    QVERIFY2(shown.labels().contains(QStringLiteral("176 samples, one each 10 ms of CPU time")),
             qPrintable(shown.labels()));
}

void TestProfile::aClickZoomsAndADoubleClickGoesBack() {
    const ShownProfile shown;
    const std::uint32_t node = 3;
    shown.click(node);
    QCOMPARE(shown.flame->top(), node);
    QCOMPARE(shown.flame->boxOf(node).width(), double(shown.flame->viewport()->width()));
    QVERIFY(shown.labels().contains(QStringLiteral("›")));
    QTest::mouseDClick(shown.flame->viewport(), Qt::LeftButton, {}, shown.middleOf(node));
    QCOMPARE(shown.flame->top(), profile::kFlameRoot);
}

void TestProfile::escPeelsSearchThenZoom() {
    ShownProfile shown;
    shown.click(2);
    shown.search->setText(QStringLiteral("map"));
    QVERIFY(shown.view.peel());
    QCOMPARE(shown.search->text(), QString());
    QVERIFY(shown.view.peel());
    QCOMPARE(shown.flame->top(), profile::kFlameRoot);
    QVERIFY(!shown.view.peel());
}

void TestProfile::theSearchTellsTheShare() {
    const ShownProfile shown;
    shown.search->setText(QStringLiteral("MAPASSIGN"));
    QCOMPARE(shown.flame->matchedFunctions(), std::size_t(1));
    QCOMPARE(shown.flame->matchedValue(), std::uint64_t(130'000'000));
    QVERIFY2(shown.labels().contains(QStringLiteral("7.4 %")), qPrintable(shown.labels()));
    shown.search->setText(QStringLiteral("nothing like it"));
    QVERIFY(shown.labels().contains(QStringLiteral("nothing found")));
}

void TestProfile::theKeyboardWalks() {
    const ShownProfile shown;
    shown.flame->setFocus();
    QTest::keyClick(shown.flame, Qt::Key_Down); // to the root
    QTest::keyClick(shown.flame, Qt::Key_Down);
    QCOMPARE(shown.flame->current(), 1U);
    QVERIFY(shown.flame->accessibleDescription().contains(QStringLiteral("runtime.main")));
    QTest::keyClick(shown.flame, Qt::Key_Down);
    QTest::keyClick(shown.flame, Qt::Key_Return);
    QCOMPARE(shown.flame->top(), 2U);
    QTest::keyClick(shown.flame, Qt::Key_Up);
    QCOMPARE(shown.flame->current(), 1U);
    QTest::keyClick(shown.flame, Qt::Key_Backspace);
    QCOMPARE(shown.flame->top(), profile::kFlameRoot);
}

void TestProfile::upsideDownTheRootIsBelow() {
    ShownProfile shown;
    QVERIFY(shown.flame->boxOf(1).top() > shown.flame->boxOf(0).top());
    shown.view.invert();
    QVERIFY(shown.flame->boxOf(1).top() < shown.flame->boxOf(0).top());
    QVERIFY(shown.flame->boxOf(0).bottom() >= shown.flame->viewport()->height() - 1);
    shown.click(1);
    QCOMPARE(shown.flame->top(), 1U);
}

void TestProfile::aFunctionSelectsItsPackageEverywhere() {
    ShownProfile shown;
    shown.session.setDocument([] {
        auto document = *openFile(test::dataFile("pprof/sample.cpu.pb.gz").toStdString());
        auto log = test::loadedLog(test::kSmallLog);
        document.startups = log->document.startups;
        return *arrange(std::move(document));
    }());
    QTRY_COMPARE(shown.table->model()->rowCount(), 14);
    std::uint32_t node = 1; // runtime.main
    QSignalSpy selected(&shown.session, &Session::selectionChanged);
    shown.click(node);
    QCOMPARE(selected.count(), 1);
    QCOMPARE(shown.session.selection().kind, Selection::Kind::Init);
    QCOMPARE(shown.session.startup().inits[shown.session.selection().index].importPath,
             std::string("runtime"));
}

void TestProfile::aPackageSelectedElsewhereChangesNothingOfTheSamples() {
    ShownProfile shown;
    const QString before = shown.labels();
    shown.session.setRange(TimeRange{Nanoseconds(0), Nanoseconds(1000)});
    QTRY_VERIFY(shown.labels().contains(QStringLiteral("carry no time")));
    QCOMPARE(shown.table->model()->rowCount(), 14);
}

void TestProfile::withoutSamplesItSaysWhatFillsIt() {
    Session session;
    ProfileView view(session);
    view.show();
    session.setDocument(test::loadedLog(test::kSmallLog));
    bool said = false;
    for (const QLabel* label : view.findChildren<QLabel*>())
        said = said || (label->isVisible() && label->text().contains(QStringLiteral("StartCPUProfile")));
    QVERIFY(said);
}

void TestProfile::fewSamplesSayWhatToDo() {
    const ShownProfile shown({test::dataFile("pprof/go.godoc.thread.pb.gz")});
    QVERIFY2(shown.labels().contains(QStringLiteral("say little")), qPrintable(shown.labels()));
}

void TestProfile::kindsOfValuesCanBeChosen() {
    const ShownProfile shown({test::dataFile("pprof/gobench.heap.pb.gz")});
    auto* types = shown.view.findChild<QComboBox*>();
    QCOMPARE(types->count(), 4);
    QCOMPARE(types->currentText(), QStringLiteral("inuse_space"));
    const QString before = shown.cell(0, 0);
    types->setCurrentIndex(0);
    emit types->activated(0);
    QTRY_VERIFY(shown.cell(0, 0) != before);
}

void TestProfile::aTraceShowsItsSamplesOfTheRange() {
    const QString file = test::dataFile("traces/real/go123-startup-cpu.trace");
    if (!QFile::exists(file))
        QSKIP("no trace with samples");
    ShownProfile shown({file});
    const auto total = shown.session.startup().trace->samples.size();
    QVERIFY(total > 0);
    QCOMPARE(shown.flame->factsOf(0).section(QLatin1Char(' '), 0, 0).toULongLong(), qulonglong(total));
    const Nanoseconds first = shown.session.startup().trace->samples.front().time;
    shown.session.setRange(TimeRange{first, first + Nanoseconds(1)});
    QTRY_VERIFY(shown.labels().contains(QStringLiteral("the selected range")));
    QTRY_COMPARE(shown.flame->factsOf(0).section(QLatin1Char(' '), 0, 0), QStringLiteral("1"));
}

void TestProfile::hoverTellsValueAndShare() {
    const ShownProfile shown;
    QSignalSpy hovered(shown.flame, &FlameView::hovered);
    QTest::mouseMove(shown.flame->viewport(), shown.middleOf(2));
    QTRY_COMPARE(hovered.count(), 1);
    QVERIFY(shown.labels().contains(QStringLiteral("of all")));
}

void TestProfile::narrowFramesAreFoundThoughNotDrawn() {
    const auto tree = largeTree(100'000);
    const FlameLayout layout(*tree, profile::kFlameRoot, 800);
    std::size_t drawn = 0;
    layout.forRows(0, layout.rowCount(), [&](std::uint32_t row, const std::vector<FlameBox>& boxes) {
        double end = 0;
        for (const FlameBox& box : boxes) {
            QVERIFY(box.left >= end - 1e-6);
            end = box.right;
            if (box.node == kNoNode)
                continue;
            ++drawn;
            QCOMPARE(tree->nodes[box.node].depth, row);
            QVERIFY(box.right - box.left >= kNarrowestFrame_px);
        }
        QVERIFY(boxes.size() <= 3200);
    });
    QVERIFY(drawn > 1000 && drawn < tree->nodes.size() / 10);
    QVERIFY(layout.nodeAt(400, 7) != kNoNode);
}

void TestProfile::aFrameOfAMillionNodesIsQuick() {
    FlameView flame;
    flame.resize(1920, 1000);
    flame.setTree(largeTree(1'000'000), "count");
    flame.show();
    QImage image(flame.viewport()->size(), QImage::Format_RGB32);
    flame.viewport()->render(&image);
    QBENCHMARK { // its result is printed, not asserted: the machine may be busy
        flame.viewport()->render(&image);
    }
}

QTEST_MAIN(TestProfile)
#include "tst_profile.moc"
