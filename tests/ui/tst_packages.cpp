#include "packages/packagemodel.h"
#include "packages/packagesview.h"
#include "support.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QLineEdit>
#include <QSignalSpy>
#include <QSortFilterProxyModel>
#include <QTableView>

using namespace rt0;
using namespace rt0::ui;

namespace {

struct ShownPackages {
    Session session;
    PackagesView view{session};
    QTableView* table = view.findChild<QTableView*>();

    ShownPackages() {
        session.setDocument(test::loadedLog(test::kSmallLog));
        view.resize(1000, 500);
        view.show();
    }
    QString at(int row, PackageModel::Column column) const {
        return table->model()->index(row, column).data().toString();
    }
    void click(int row) const {
        const QRect cell = table->visualRect(table->model()->index(row, PackageModel::Package));
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, cell.center());
    }
};

} // namespace

class TestPackages : public QObject {
    Q_OBJECT

private slots:
    void theModelKeepsQtsContract();
    void theHeaviestStandsFirst();
    void sortsByNumbersNotByTheirText();
    void theFilterIsSharedWithTheSession();
    void aClickSelectsInTheSession();
    void theSessionsSelectionIsShown();
    void takingTheFocusSelectsNothing();
    void copiesTheSelectedRowsAsATable();
    void enterShowsThePackageOnTheTimeline();
};

void TestPackages::theModelKeepsQtsContract() {
    Session session;
    PackageModel model(session);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model.rowCount(), 0);
    session.setDocument(test::loadedLog(test::kSmallLog));
    QCOMPARE(model.rowCount(), 5);
    session.setDocument(test::loadedLog("init runtime @0.030 ms, 0.11 ms clock, 0 bytes, 0 allocs\n"));
    QCOMPARE(model.rowCount(), 1);
}

void TestPackages::theHeaviestStandsFirst() {
    const ShownPackages shown;
    QCOMPARE(shown.at(0, PackageModel::Package), QStringLiteral("github.com/a/b/c"));
    QCOMPARE(shown.at(0, PackageModel::Time), QStringLiteral("1.5–1.6 ms"));
    QCOMPARE(shown.at(0, PackageModel::Bytes), QStringLiteral("4,096"));
    QCOMPARE(shown.at(0, PackageModel::Group), QStringLiteral("github.com/a/b"));
}

void TestPackages::sortsByNumbersNotByTheirText() {
    const ShownPackages shown;
    shown.table->sortByColumn(PackageModel::Bytes, Qt::DescendingOrder);
    QCOMPARE(shown.at(0, PackageModel::Bytes), QStringLiteral("4,096"));
    QCOMPARE(shown.at(1, PackageModel::Bytes), QStringLiteral("1,024"));
    QCOMPARE(shown.at(2, PackageModel::Bytes), QStringLiteral("512"));
}

void TestPackages::theFilterIsSharedWithTheSession() {
    ShownPackages shown;
    QTest::keyClicks(shown.view.findChild<QLineEdit*>(), QStringLiteral("github"));
    QCOMPARE(shown.session.filter(), QStringLiteral("github"));
    QCOMPARE(shown.table->model()->rowCount(), 2);
    QVERIFY(shown.view.peel());
    QCOMPARE(shown.table->model()->rowCount(), 5);
    QVERIFY(!shown.view.peel());
}

void TestPackages::aClickSelectsInTheSession() {
    const ShownPackages shown;
    shown.click(1);
    QCOMPARE(shown.session.selection(), (Selection{Selection::Kind::Init, 3}));
}

void TestPackages::theSessionsSelectionIsShown() {
    ShownPackages shown;
    shown.session.select({Selection::Kind::Init, 4});
    const auto rows = shown.table->selectionModel()->selectedRows(PackageModel::Package);
    QCOMPARE(rows.size(), 1);
    QCOMPARE(rows[0].data().toString(), QStringLiteral("main"));
}

void TestPackages::takingTheFocusSelectsNothing() {
    ShownPackages shown;
    shown.view.activateWindow();
    shown.table->setFocus();
    QCoreApplication::processEvents();
    QVERIFY(shown.session.selection().none());
}

void TestPackages::copiesTheSelectedRowsAsATable() {
    const ShownPackages shown;
    shown.click(0);
    QTest::keyClick(shown.table, Qt::Key_C, Qt::ControlModifier);
    const QStringList lines = QApplication::clipboard()->text().split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 2);
    QCOMPARE(lines[0].count(QLatin1Char('\t')), PackageModel::ColumnCount - 1);
    QVERIFY(lines[1].contains(QStringLiteral("github.com/a/b/c")));
}

void TestPackages::enterShowsThePackageOnTheTimeline() {
    ShownPackages shown;
    QSignalSpy asked(&shown.view, &PackagesView::showOnTimeline);
    shown.click(0);
    QTest::keyClick(shown.table, Qt::Key_Return);
    QCOMPARE(asked.size(), 1);
}

QTEST_MAIN(TestPackages)
#include "tst_packages.moc"
