#include "session.h"
#include "support.h"

#include <QSignalSpy>

using namespace rt0;
using namespace rt0::ui;
using namespace std::chrono_literals;

class TestSession : public QObject {
    Q_OBJECT

private slots:
    void aNewDocumentShowsEverythingAndForgetsTheRest();
    void undoAndRedoWalkThroughViewSelectionAndRange();
    void movesOfOneDragAreOneStep();
    void aNewChangeForgetsWhatWasUndone();
    void theFilterTellsWhichInitsPass();
    void anotherStartupBeginsAfresh();
    void nothingHappensWithoutADocument();
};

void TestSession::aNewDocumentShowsEverythingAndForgetsTheRest() {
    Session session;
    QSignalSpy changed(&session, &Session::startupChanged);
    session.setDocument(test::loadedLog(test::kSmallLog));
    session.select({Selection::Kind::Init, 2});
    session.setDocument(test::loadedLog(test::kSmallLog));
    QCOMPARE(changed.size(), 2);
    QCOMPARE(session.visible(), session.lanes().home);
    QVERIFY(session.selection().none());
    QVERIFY(!session.canUndo());
}

void TestSession::undoAndRedoWalkThroughViewSelectionAndRange() {
    Session session;
    session.setDocument(test::loadedLog(test::kSmallLog));
    session.setVisible({1ms, 2ms});
    session.select({Selection::Kind::Init, 2});
    session.setRange(TimeRange{1ms, 1'500us});
    session.undo();
    QVERIFY(!session.range());
    session.undo();
    QVERIFY(session.selection().none());
    session.undo();
    QCOMPARE(session.visible(), session.lanes().home);
    QVERIFY(!session.canUndo());
    session.redo();
    session.redo();
    session.redo();
    QCOMPARE(session.range(), std::optional(TimeRange{1ms, 1'500us}));
    QVERIFY(!session.canRedo());
}

void TestSession::movesOfOneDragAreOneStep() {
    Session session;
    session.setDocument(test::loadedLog(test::kSmallLog));
    session.setVisible({1ms, 2ms});
    for (int i = 2; i < 20; ++i)
        session.setVisible({1ms, i * 1ms}, Session::Step::Continued);
    session.undo();
    QCOMPARE(session.visible(), session.lanes().home);
    session.redo();
    QCOMPARE(session.visible(), (TimeRange{1ms, 19ms}));
}

void TestSession::aNewChangeForgetsWhatWasUndone() {
    Session session;
    session.setDocument(test::loadedLog(test::kSmallLog));
    session.setVisible({1ms, 2ms});
    session.undo();
    session.select({Selection::Kind::Gc, 0});
    QVERIFY(!session.canRedo());
}

void TestSession::theFilterTellsWhichInitsPass() {
    Session session;
    session.setDocument(test::loadedLog(test::kSmallLog));
    QCOMPARE(session.passing(), 5U);
    session.setFilter(QStringLiteral("GitHub"));
    QCOMPARE(session.passing(), 2U);
    QVERIFY(session.passesFilter(2));
    QVERIFY(!session.passesFilter(0));
    session.setFilter({});
    QVERIFY(session.passesFilter(0));
}

void TestSession::anotherStartupBeginsAfresh() {
    Session session;
    std::string twice(test::kSmallLog);
    twice += "init runtime @0.030 ms, 0.11 ms clock, 0 bytes, 0 allocs\n";
    session.setDocument(test::loadedLog(twice));
    QCOMPARE(session.document().startups.size(), 2U);
    session.select({Selection::Kind::Init, 4});
    session.setFilter(QStringLiteral("main"));
    session.setStartup(1);
    QVERIFY(session.selection().none());
    QVERIFY(session.filter().isEmpty());
    QCOMPARE(session.startup().inits.size(), 1U);
    session.setStartup(7);
    QCOMPARE(session.startupIndex(), 1U);
}

void TestSession::nothingHappensWithoutADocument() {
    Session session;
    QSignalSpy changed(&session, &Session::visibleChanged);
    session.setVisible({1ms, 2ms});
    session.undo();
    session.showAll();
    session.setFilter(QStringLiteral("x"));
    QCOMPARE(changed.size(), 0);
}

QTEST_GUILESS_MAIN(TestSession)
#include "tst_session.moc"
