#include "binary/binaryview.h"
#include "mainwindow.h"
#include "messagebar.h"
#include "sheet/sheetmodel.h"
#include "sheet/sheettable.h"
#include "support.h"
#include "support/tinygobinary.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTabBar>
#include <QTabWidget>
#include <QTableView>
#include <QTemporaryDir>

using namespace rt0;
using namespace rt0::ui;

namespace {

const char* const kFacts = R"({"format": "rt0scope/1", "source": {"path": "/opt/server", "bytes": 4000000},
  "binary": {"go_version": "go1.24.3", "main_package": "example.org/server", "machine": "amd64",
    "settings": {"CGO_ENABLED": "1", "-ldflags": "-s"},
    "modules": [{"path": "example.org/dep", "version": "v1.2.3", "sum": "h1:x", "replacement": null}],
    "link": {"mode": "external", "pie": true, "static": false, "cgo": true, "stripped": "by_linker"},
    "dynamic": {"interpreter": "/lib64/ld-linux-x86-64.so.2", "needed": ["libc.so.6"], "bind_now": false,
      "relocations": {"total": 1100, "relr": 0, "by_kind": {"GLOB_DAT": 100, "RELATIVE": 1000}}},
    "sizes": {"text": 1000000, "pclntab": 500000}, "sections": [{"name": ".text", "bytes": 1000000,
      "loaded": true, "in_file": true}], "functions": 900, "packages": 40,
    "types": {"itabs": {"count": 7, "bytes": 300}},
    "init_tasks": {"complete": true, "list": [
      {"package": "runtime", "runtime": true, "functions": [{"name": "runtime.init.0", "file": "proc.go", "line": 9}]},
      {"package": "gopkg.in/yaml.v2", "runtime": false, "functions": [
        {"name": "gopkg.in/yaml%2ev2.init", "file": "resolve.go", "line": 12},
        {"name": "gopkg.in/yaml%2ev2.init.0", "file": null, "line": null}]}]}}})";

struct ShownBinary {
    Session session;
    BinaryView view{session};

    ShownBinary() {
        view.resize(1000, 600);
        view.show();
    }
    void openFacts() {
        QSignalSpy shown(&view, &BinaryView::shown);
        view.openFacts(kFacts);
        QVERIFY(shown.wait());
    }
    QTableView* table(const char* name) const {
        for (auto* one : view.findChildren<QTableView*>())
            if (one->accessibleName() == QString::fromUtf8(name))
                return one;
        qFatal("no table %s", name);
    }
    static QString at(const QTableView* table, int row, int column) {
        return table->model()->index(row, column).data().toString();
    }
};

QString write(const QTemporaryDir& folder, const QString& name, const std::string& content) {
    QFile file(folder.filePath(name));
    if (file.open(QIODevice::WriteOnly))
        file.write(content.data(), static_cast<qint64>(content.size()));
    return file.fileName();
}

constexpr const char* kInits = "Init functions in the order in which they run";

} // namespace

class TestBinary : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { QApplication::setApplicationName(QStringLiteral("rt0scope-test")); }
    void theModelKeepsQtsContract();
    void theFactsOfARecordingAreShown();
    void initsStandInTheOrderInWhichTheyRun();
    void relocationsSayWhatTheyNeed();
    void sizesSortByBytes();
    void theFilterKeepsMatchingRowsAndSaysHowMany();
    void selectedRowsAreCopied();
    void aChosenPackageIsTheSessionsSelection();
    void damagedFactsSayWhy();
    void missingKeysLeaveTheirPartEmpty();
    void aProgramsFileIsRead();
    void theWindowShowsAProgramWithoutAStartup();
    void aFileThatIsNoGoProgramSaysSo();
};

void TestBinary::theModelKeepsQtsContract() {
    SheetModel model({{QStringLiteral("a"), {}}, {QStringLiteral("b"), {}, true}});
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setRows({{QStringLiteral("x"), {QStringLiteral("1"), 1}}, {QStringLiteral("y"), {}}});
    QCOMPARE(model.rowCount(), 2);
    model.setRows({});
    QCOMPARE(model.rowCount(), 0);
}

void TestBinary::theFactsOfARecordingAreShown() {
    ShownBinary shown;
    shown.openFacts();
    const BinaryFacts& facts = *shown.view.facts();
    QCOMPARE(facts.headline, QStringLiteral("4 MB · built by go1.24.3 · amd64, PIE, dynamic, cgo"));
    QCOMPARE(facts.modules.size(), 1U);
    QCOMPARE(facts.libraries, QStringList{QStringLiteral("libc.so.6")});
    const auto* build = shown.table("Build information and settings");
    QCOMPARE(ShownBinary::at(build, 0, 1), QStringLiteral("go1.24.3"));
}

void TestBinary::initsStandInTheOrderInWhichTheyRun() {
    ShownBinary shown;
    shown.openFacts();
    const auto* table = shown.table(kInits);
    QCOMPARE(table->model()->rowCount(), 3);
    QCOMPARE(ShownBinary::at(table, 0, 3), QStringLiteral("proc.go:9"));
    QCOMPARE(ShownBinary::at(table, 1, 0), QStringLiteral("2"));
    QCOMPARE(ShownBinary::at(table, 1, 1), QStringLiteral("gopkg.in/yaml.v2"));
    QCOMPARE(ShownBinary::at(table, 1, 2), QStringLiteral("init"));
    QCOMPARE(ShownBinary::at(table, 2, 2), QStringLiteral("init.0"));
    QCOMPARE(ShownBinary::at(table, 2, 3), QString());
}

void TestBinary::relocationsSayWhatTheyNeed() {
    ShownBinary shown;
    shown.openFacts();
    const auto* table = shown.table("Relocations by kind");
    QCOMPARE(ShownBinary::at(table, 0, 0), QStringLiteral("RELATIVE"));
    QCOMPARE(ShownBinary::at(table, 0, 1), QStringLiteral("1,000"));
    QVERIFY(ShownBinary::at(table, 1, 2).contains(QStringLiteral("look-up")));
}

void TestBinary::sizesSortByBytes() {
    ShownBinary shown;
    shown.openFacts();
    auto* table = shown.table("Parts (some lie in each other)");
    table->sortByColumn(1, Qt::AscendingOrder);
    QCOMPARE(ShownBinary::at(table, 0, 0), QStringLiteral("pclntab"));
    table->sortByColumn(1, Qt::DescendingOrder);
    QCOMPARE(ShownBinary::at(table, 0, 0), QStringLiteral("text"));
}

void TestBinary::theFilterKeepsMatchingRowsAndSaysHowMany() {
    ShownBinary shown;
    shown.openFacts();
    auto* pages = shown.view.findChild<QTabWidget*>();
    pages->setCurrentIndex(1);
    shown.view.find();
    auto* filter = pages->currentWidget()->findChild<QLineEdit*>();
    QTest::keyClicks(filter, QStringLiteral("YAML"));
    QCOMPARE(shown.table(kInits)->model()->rowCount(), 2);
    QVERIFY(shown.view.peel());
    QCOMPARE(shown.table(kInits)->model()->rowCount(), 3);
    QVERIFY(!shown.view.peel());
}

void TestBinary::selectedRowsAreCopied() {
    ShownBinary shown;
    shown.openFacts();
    auto* table = shown.table(kInits);
    shown.view.findChild<QTabWidget*>()->setCurrentIndex(1);
    shown.view.activateWindow();
    table->setFocus();
    table->selectRow(1);
    QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
    const QStringList lines = QApplication::clipboard()->text().split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 2);
    QCOMPARE(lines[1], QStringLiteral("2\tgopkg.in/yaml.v2\tinit\tresolve.go:12"));
}

void TestBinary::aChosenPackageIsTheSessionsSelection() {
    ShownBinary shown;
    shown.session.setDocument(
        test::loadedLog("init runtime @0.030 ms, 0.11 ms clock, 0 bytes, 0 allocs\n"
                        "init gopkg.in/yaml%2ev2 @0.5 ms, 0.2 ms clock, 8 bytes, 1 allocs\n"));
    shown.openFacts();
    auto* table = shown.table(kInits);
    table->setCurrentIndex(table->model()->index(1, 0));
    QCOMPARE(shown.session.selection(), (Selection{Selection::Kind::Init, 1}));
}

void TestBinary::damagedFactsSayWhy() {
    for (const char* json : {"", "{", "[]", "{\"binary\": 3}"}) {
        const BinaryOutcome outcome = parseBinaryFacts(json);
        QVERIFY(!outcome);
        QVERIFY(!outcome.error().hint.empty());
    }
}

void TestBinary::missingKeysLeaveTheirPartEmpty() {
    const BinaryOutcome outcome =
        parseBinaryFacts(R"({"binary": {"go_version": 7, "init_tasks": {"list": [1, {"functions": 2}]}}})");
    QVERIFY(outcome.has_value());
    QCOMPARE((*outcome)->inits.size(), 2U);
    QVERIFY((*outcome)->inits[0].package.isEmpty());
    QVERIFY(!(*outcome)->initsComplete);
}

void TestBinary::aProgramsFileIsRead() {
    const QTemporaryDir folder;
    const QString path = write(folder, QStringLiteral("tiny"), test::TinyGoBinary(27).bytes());
    QVERIFY(isElfFile(path));
    ShownBinary shown;
    QSignalSpy read(&shown.view, &BinaryView::shown);
    shown.view.open(path);
    QVERIFY(read.wait());
    QVERIFY(!shown.view.facts()->inits.empty());
}

void TestBinary::theWindowShowsAProgramWithoutAStartup() {
    const QTemporaryDir folder;
    const QString path = write(folder, QStringLiteral("tiny"), test::TinyGoBinary(27).bytes());
    MainWindow window;
    window.QWidget::show();
    auto* view = window.findChild<BinaryView*>();
    QSignalSpy read(view, &BinaryView::shown);
    window.open({path});
    QVERIFY(read.wait());
    QVERIFY(view->isVisible());
    QVERIFY(window.windowTitle().startsWith(QStringLiteral("tiny")));
    // A log opened later stands beside it.
    QSignalSpy changed(&window.session(), &Session::startupChanged);
    window.open({test::dataFile("logs/docker-proxy-28.5.2.inittrace.log")});
    QTRY_VERIFY(!changed.isEmpty());
    QVERIFY(view->facts());
}

void TestBinary::aFileThatIsNoGoProgramSaysSo() {
    const QTemporaryDir folder;
    const QString path = write(folder, QStringLiteral("cut"), test::TinyGoBinary(27).bytes().substr(0, 40));
    MainWindow window;
    window.QWidget::show();
    window.open({path});
    auto* messages = window.findChild<MessageBar*>();
    QTRY_VERIFY(messages->isVisible());
    QVERIFY(messages->findChild<QLabel*>()->text().contains(QStringLiteral("cut")));
    QVERIFY(!window.findChild<BinaryView*>()->facts());
}

QTEST_MAIN(TestBinary)
#include "tst_binary.moc"
