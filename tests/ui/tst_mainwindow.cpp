#include "graph/graphview.h"
#include "mainwindow.h"
#include "messagebar.h"
#include "optimize/optimizepage.h"
#include "overview/overviewview.h"
#include "packages/packagesview.h"
#include "profile/profileview.h"
#include "startpage.h"
#include "support.h"
#include "timeline/timelineview.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTemporaryDir>
#include <QToolButton>
#include <algorithm>

using namespace rt0;
using namespace rt0::ui;
using namespace std::chrono_literals;

namespace {

/// The window with a file read.
struct ShownWindow {
    MainWindow window;

    explicit ShownWindow(const QString& path = test::dataFile("logs/kubectl-1.36.4.gc.log")) {
        window.resize(1280, 800);
        window.QWidget::show();
        window.activateWindow();
        open(path);
    }
    void open(const QString& path) {
        QSignalSpy changed(&window.session(), &Session::startupChanged);
        window.open({path});
        QTRY_VERIFY(!changed.isEmpty() || messages()->isVisible());
    }
    MessageBar* messages() { return window.findChild<MessageBar*>(); }
    QString message() { return messages()->findChild<QLabel*>()->text(); }
    template <typename View>
    bool showsOnly() {
        return window.findChild<View*>()->isVisible();
    }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) {
        QTest::keyClick(window.focusWidget() ? window.focusWidget() : &window, key, modifiers);
    }
};

QString write(const QTemporaryDir& folder, const QString& name, std::string_view content) {
    QFile file(folder.filePath(name));
    if (file.open(QIODevice::WriteOnly))
        file.write(content.data(), static_cast<qint64>(content.size()));
    return file.fileName();
}

} // namespace

class TestMainWindow : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { QApplication::setApplicationName(QStringLiteral("rt0scope-test")); }
    void aReadFileShowsItsOverview();
    void whatTellsOfNoStartShowsItsOwnView();
    void theStartPageLeadsToTheOptimisations();
    void keysSwitchViews();
    void aSelectionInOneViewIsShownInTheOthers();
    void undoGoesBackThroughViews();
    void slashFindsOnTheTimelineAndFiltersPackages();
    void anUnreadableFileLeavesTheOldOneAndSaysWhy();
    void warningsStandInABarNotInADialog();
    void severalStartupsAreOffered();
    void readingAgainKeepsWhatIsLookedAt();
    void aDroppedFileIsOpened();
    void theSampleOpens();
    void bothThemesCanBeChosen();
    void aFileIsRemembered();
    void aLogOpenedAfterATraceIsOfferedTogether();
    void aComparisonOpenedAfterATraceIsNot();
};

void TestMainWindow::aReadFileShowsItsOverview() {
    ShownWindow shown;
    QVERIFY(shown.showsOnly<OverviewView>());
    QVERIFY(!shown.showsOnly<TimelineView>());
    QVERIFY(shown.window.windowTitle().contains(QStringLiteral("kubectl-1.36.4.gc.log")));
    QVERIFY(!shown.messages()->isVisible());
}

void TestMainWindow::whatTellsOfNoStartShowsItsOwnView() {
    ShownWindow profile(test::dataFile("pprof/sample.cpu.pb.gz"));
    QVERIFY(profile.showsOnly<ProfileView>());
    ShownWindow graph(test::dataFile("golist/startup-pair.go127.json"));
    QVERIFY(graph.showsOnly<GraphView>());
    graph.open(test::dataFile("logs/kubectl-1.36.4.gc.log")); // what is shown stays the view to look at
    QVERIFY(graph.showsOnly<GraphView>());
}

void TestMainWindow::theStartPageLeadsToTheOptimisations() {
    MainWindow window;
    window.QWidget::show();
    const auto* start = window.findChild<StartPage*>();
    QVERIFY(start->isVisible());
    const auto buttons = start->findChildren<QPushButton*>();
    const auto faster = std::ranges::find_if(
        buttons, [](const QPushButton* button) { return button->text().contains(QStringLiteral("faster")); });
    QVERIFY(faster != buttons.end());
    (*faster)->click();
    QVERIFY(window.findChild<OptimizePage*>()->isVisible());
}

void TestMainWindow::keysSwitchViews() {
    ShownWindow shown;
    shown.key(Qt::Key_2, Qt::ControlModifier);
    QVERIFY(shown.showsOnly<TimelineView>());
    shown.key(Qt::Key_3, Qt::ControlModifier);
    QVERIFY(shown.showsOnly<GraphView>());
    shown.key(Qt::Key_4, Qt::ControlModifier);
    QVERIFY(shown.showsOnly<PackagesView>());
    shown.key(Qt::Key_1, Qt::ControlModifier);
    QVERIFY(shown.showsOnly<OverviewView>());
}

void TestMainWindow::aSelectionInOneViewIsShownInTheOthers() {
    ShownWindow shown;
    shown.window.session().select({Selection::Kind::Init, 10});
    const QString package = QString::fromStdString(shown.window.session().startup().inits[10].importPath);
    QVERIFY(shown.window.findChild<QTextBrowser*>()->toPlainText().contains(package));
    shown.key(Qt::Key_4, Qt::ControlModifier);
    const auto* table = shown.window.findChild<PackagesView*>()->findChild<QTableView*>();
    QCOMPARE(table->selectionModel()->selectedRows(1).value(0).data().toString(), package);
}

void TestMainWindow::undoGoesBackThroughViews() {
    ShownWindow shown;
    const TimeRange home = shown.window.session().visible();
    shown.window.session().setVisible({1ms, 2ms});
    shown.key(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(shown.window.session().visible(), home);
    shown.key(Qt::Key_Y, Qt::ControlModifier);
    QCOMPARE(shown.window.session().visible(), (TimeRange{1ms, 2ms}));
    shown.key(Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(shown.window.session().visible(), home);
}

void TestMainWindow::slashFindsOnTheTimelineAndFiltersPackages() {
    ShownWindow shown;
    shown.key(Qt::Key_2, Qt::ControlModifier);
    shown.key(Qt::Key_Slash);
    QVERIFY(qobject_cast<QLineEdit*>(shown.window.focusWidget()));
    QTest::keyClicks(shown.window.focusWidget(), QStringLiteral("cmd/options"));
    shown.key(Qt::Key_Return);
    QCOMPARE(shown.window.session().selection().kind, Selection::Kind::Init);
    shown.key(Qt::Key_4, Qt::ControlModifier);
    shown.key(Qt::Key_F, Qt::ControlModifier);
    QTest::keyClicks(shown.window.focusWidget(), QStringLiteral("cmd/options"));
    QCOMPARE(shown.window.session().passing(), 1U);
    shown.key(Qt::Key_Escape);
    QVERIFY(shown.window.session().filter().isEmpty());
}

void TestMainWindow::anUnreadableFileLeavesTheOldOneAndSaysWhy() {
    ShownWindow shown;
    shown.open(QStringLiteral("/nonexistent.log"));
    QVERIFY(shown.message().contains(QStringLiteral("/nonexistent.log")));
    QVERIFY(!shown.window.session().empty());
}

void TestMainWindow::warningsStandInABarNotInADialog() {
    const QTemporaryDir folder;
    std::string cut(test::kSmallLog);
    cut += "init github.com/never/ends @9.5 ms, 0.2";
    ShownWindow shown(write(folder, QStringLiteral("cut.log"), cut));
    QTRY_VERIFY(shown.messages()->isVisible());
    QVERIFY2(shown.message().contains(QStringLiteral("github.com/never/ends")), qPrintable(shown.message()));
    QVERIFY(!QApplication::activeModalWidget());
}

void TestMainWindow::severalStartupsAreOffered() {
    const QTemporaryDir folder;
    std::string twice(test::kSmallLog);
    twice += std::string(test::kSmallLog);
    ShownWindow shown(write(folder, QStringLiteral("twice.log"), twice));
    const auto choices = shown.window.findChildren<QComboBox*>();
    const auto found = std::ranges::find(choices, QStringLiteral("Start-up"), &QComboBox::accessibleName);
    QVERIFY(found != choices.end());
    auto* choice = *found;
    QTRY_VERIFY(choice->isVisible());
    QCOMPARE(choice->count(), 2);
    choice->setCurrentIndex(1);
    emit choice->activated(1);
    QCOMPARE(shown.window.session().startupIndex(), 1U);
}

void TestMainWindow::readingAgainKeepsWhatIsLookedAt() {
    ShownWindow shown;
    shown.window.session().setVisible({1ms, 2ms});
    QSignalSpy changed(&shown.window.session(), &Session::startupChanged);
    shown.key(Qt::Key_F5);
    QTRY_VERIFY(!changed.isEmpty());
    QTRY_COMPARE(shown.window.session().visible(), (TimeRange{1ms, 2ms}));
}

void TestMainWindow::aDroppedFileIsOpened() {
    ShownWindow shown;
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(test::dataFile("logs/docker-proxy-28.5.2.inittrace.log"))});
    QSignalSpy changed(&shown.window.session(), &Session::startupChanged);
    // Qt gives a drop only to the widget that took the drag.
    QDragEnterEvent enter(QPoint(100, 100), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&shown.window, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(100, 100), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&shown.window, &drop);
    QTRY_VERIFY(!changed.isEmpty());
    QVERIFY(shown.window.windowTitle().contains(QStringLiteral("docker-proxy")));
}

void TestMainWindow::theSampleOpens() {
    ShownWindow shown;
    QSignalSpy changed(&shown.window.session(), &Session::startupChanged);
    shown.window.openSample();
    QTRY_VERIFY(!changed.isEmpty());
    QVERIFY(!shown.window.session().startup().inits.empty());
}

void TestMainWindow::bothThemesCanBeChosen() {
    ShownWindow shown;
    shown.window.setThemeChoice(ThemeChoice::Dark);
    QVERIFY(QApplication::palette().color(QPalette::Window).lightnessF() < 0.5);
    shown.window.setThemeChoice(ThemeChoice::Light);
    QVERIFY(QApplication::palette().color(QPalette::Window).lightnessF() > 0.5);
}

void TestMainWindow::aFileIsRemembered() {
    ShownWindow shown;
    QVERIFY(settings::recentFiles().front().front().endsWith(QStringLiteral("kubectl-1.36.4.gc.log")));
}

void TestMainWindow::aLogOpenedAfterATraceIsOfferedTogether() {
    ShownWindow shown(test::dataFile("startup-pair/go127/server.trace"));
    auto* offer = shown.messages()->findChild<QToolButton*>(QStringLiteral("offer"));
    QVERIFY(!offer->isVisible());
    shown.open(test::dataFile("startup-pair/go127/server.log"));
    QVERIFY(offer->isVisible());
    QSignalSpy changed(&shown.window.session(), &Session::startupChanged);
    offer->click();
    QTRY_VERIFY(!changed.isEmpty());
    QCOMPARE(shown.window.session().document().joined.size(), std::size_t{1});
    QVERIFY(!offer->isVisible());
    QCOMPARE(settings::recentFiles().front().size(), 2);
}

void TestMainWindow::aComparisonOpenedAfterATraceIsNot() {
    ShownWindow shown(test::dataFile("startup-pair/go127/server.trace"));
    QSignalSpy changed(&shown.window.session(), &Session::startupChanged);
    shown.window.compareFiles(
        {test::dataFile("startup-pair/go127/server.log"), test::dataFile("logs/kubectl-1.36.4.gc.log")});
    QTRY_VERIFY(!changed.isEmpty());
    QVERIFY(!shown.messages()->findChild<QToolButton*>(QStringLiteral("offer"))->isVisible());
}

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
