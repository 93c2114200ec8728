#include "compare/compareview.h"
#include "export/exportdialog.h"
#include "mainwindow.h"
#include "optimize/optimizeform.h"
#include "optimize/optimizepage.h"
#include "optimize/optimizewords.h"
#include "optimize/rebuiltslot.h"
#include "support.h"
#include "support/fakelab.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>
#include <QTextEdit>

using namespace rt0;
using namespace rt0::ui;

namespace {

enum Column { Change, Applies, Claimed, Predicted, Measured, Verdict, Runs };

/// The page with a lab that measures what the test says.
struct ShownPage {
    test::FakeLab* lab = nullptr; ///< of the page, once it is measured
    bool hangs = false;
    std::optional<Error> opening; ///< why no lab can be opened
    OptimizePage page{nullptr,
                      [this](const OptimizationTarget&, const LabProgress& progress,
                             const std::stop_token&) -> Result<std::unique_ptr<OptimizationLab>> {
                          if (opening)
                              return tl::unexpected(*opening);
                          progress.step("Building the program as it is");
                          auto made = std::make_unique<test::FakeLab>(true);
                          made->hangs = hangs;
                          lab = made.get();
                          return made;
                      }};

    ShownPage() {
        page.resize(1200, 700);
        page.show();
        page.setTarget(QDir::tempPath());
    }
    QTableView& table() { return *page.findChild<QTableView*>(); }
    QPushButton& button(const QString& text) {
        for (QPushButton* each : page.findChildren<QPushButton*>())
            if (each->text().remove(QLatin1Char('&')) == text)
                return *each;
        qFatal("no button %s", qPrintable(text));
    }
    QString message() { return page.findChild<QLabel*>(QStringLiteral("message"))->text(); }
    QString details() { return page.findChild<QTextEdit*>()->toPlainText(); }
    int rowOf(const QString& change) {
        for (int row = 0; row < table().model()->rowCount(); ++row)
            if (cell(row, Change).contains(change))
                return row;
        return -1;
    }
    QString cell(int row, int column) { return table().model()->index(row, column).data().toString(); }
    void select(const QString& change) { table().setCurrentIndex(table().model()->index(rowOf(change), 0)); }
    void chooseSelected() {
        for (QComboBox* each : page.findChildren<QComboBox*>())
            if (each->accessibleName() == QStringLiteral("Measure"))
                each->setCurrentIndex(static_cast<int>(OptimizeForm::Which::Selected));
    }
    void measure() {
        button(QStringLiteral("Measure")).click();
        QTRY_VERIFY(!page.worker().busy());
    }
};

} // namespace

class TestOptimize : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { QApplication::setApplicationName(QStringLiteral("rt0scope-test")); }
    void theCatalogueIsShownAsNotMeasured();
    void whatIsMeasuredStandsBesideWhatIsClaimed();
    void theCompilersWordsAreShown();
    void aChangedOutputIsFlagged();
    void onlyTheSelectedRowsAreMeasured();
    void stoppingKeepsWhatIsKnown();
    void whatCannotBeOpenedIsSaid();
    void aDroppedRebuiltProgramIsMeasuredAgainstTheOneBefore();
    void aProgramThatIsNotRebuiltIsRefused();
    void nothingIsMeasuredBesideAnotherMeasurement();
    void itIsReachedWithoutAComparison();
    void theTableIsExported();
};

void TestOptimize::theCatalogueIsShownAsNotMeasured() {
    ShownPage shown;
    QCOMPARE(shown.table().model()->rowCount(), static_cast<int>(builtInOptimizations().entries.size()));
    for (int row = 0; row < shown.table().model()->rowCount(); ++row) {
        QCOMPARE(shown.cell(row, Applies), QStringLiteral("not looked at"));
        QCOMPARE(shown.cell(row, Measured), QStringLiteral("not measured"));
        QVERIFY(shown.cell(row, Verdict).isEmpty());
    }
    shown.select(QStringLiteral("sync.Once"));
    QVERIFY(shown.details().contains(QStringLiteral("sync.OnceValue(")));
    // There is no program yet to compare a rebuilt one with.
    QVERIFY(!shown.button(QStringLiteral("Rebuilt program…")).isEnabled());
}

void TestOptimize::whatIsMeasuredStandsBesideWhatIsClaimed() {
    ShownPage shown;
    shown.measure();
    const int warmUp = shown.rowOf(QStringLiteral("warm up"));
    QCOMPARE(shown.cell(warmUp, Claimed), QStringLiteral("8–15 % faster"));
    QVERIFY(shown.cell(warmUp, Measured).startsWith(QStringLiteral("× 1.50 [")));
    QCOMPARE(shown.cell(warmUp, Runs), QString::number(test::kRuns));
    QCOMPARE(shown.cell(warmUp, Verdict), QStringLiteral("▲ slower"));
    shown.select(QStringLiteral("warm up"));
    QVERIFY(shown.details().contains(QStringLiteral("the contrary, 50 % slower")));
    QVERIFY(shown.details().contains(QStringLiteral("a well-known article")));
    QVERIFY(shown.details().contains(QStringLiteral("medians of 12 and 12 starts in turns")));
    QVERIFY(shown.cell(0, Change).contains(QStringLiteral("all 2 of example.org/m"))); // the fastest
    QVERIFY(shown.page.findChild<QLabel*>(QStringLiteral("head"))
                ->text()
                .contains(QStringLiteral("Equal copies")));
}

void TestOptimize::theCompilersWordsAreShown() {
    ShownPage shown;
    shown.chooseSelected();
    shown.select(QStringLiteral("static"));
    shown.measure();
    const int row = shown.rowOf(QStringLiteral("static"));
    QCOMPARE(shown.cell(row, Measured), QStringLiteral("does not build"));
    shown.select(QStringLiteral("static"));
    QVERIFY(shown.details().contains(QStringLiteral("main.go:3: C code")));
}

void TestOptimize::aChangedOutputIsFlagged() {
    OptimizationRow row;
    row.verdict = OptimizationVerdict::Faster;
    row.output = OutputCheck{OutputCheck::Result::Changed, "exit status 1 instead of exit status 0"};
    QCOMPARE(verdictWords(row), QStringLiteral("⚠ output changed, ▼ faster"));
    QVERIFY(optimizationDetails(row, false).contains(QStringLiteral("exit status 1 instead")));
    row.output->result = OutputCheck::Result::Same;
    QCOMPARE(verdictWords(row), QStringLiteral("▼ faster"));
}

void TestOptimize::onlyTheSelectedRowsAreMeasured() {
    ShownPage shown;
    shown.chooseSelected();
    shown.select(QStringLiteral("sync.Once"));
    shown.button(QStringLiteral("Measure")).click();
    QVERIFY(!shown.page.worker().busy());
    QVERIFY(shown.message().contains(QStringLiteral("Select the rows")));
    shown.select(QStringLiteral("PIE: what"));
    shown.measure();
    QVERIFY(shown.page.table().find("pie")->measured);
    QCOMPARE(shown.page.table().find("strip")->whyNotMeasured, std::string("not asked for"));
}

void TestOptimize::stoppingKeepsWhatIsKnown() {
    ShownPage shown;
    shown.hangs = true;
    shown.button(QStringLiteral("Measure")).click();
    QTRY_COMPARE(shown.cell(shown.rowOf(QStringLiteral("PIE: what")), Measured), QStringLiteral("…"));
    QVERIFY(!shown.page.findChild<QLineEdit*>()->isEnabled());
    shown.button(QStringLiteral("Stop")).click();
    QTRY_VERIFY(!shown.page.worker().busy());
    QVERIFY(shown.message().startsWith(QStringLiteral("Stopped")));
    const int row = shown.rowOf(QStringLiteral("PIE: what"));
    QCOMPARE(shown.cell(row, Measured), QStringLiteral("not measured"));
    QCOMPARE(shown.cell(row, Applies), QStringLiteral("yes"));
    shown.select(QStringLiteral("PIE: what"));
    QVERIFY(shown.details().contains(QStringLiteral("it was stopped before")));
}

void TestOptimize::whatCannotBeOpenedIsSaid() {
    ShownPage shown;
    shown.opening = Error{"no package main", "/somewhere", "name another folder"};
    shown.measure();
    QVERIFY(shown.message().contains(QStringLiteral("no package main")));
    QVERIFY(shown.message().contains(QStringLiteral("name another folder")));
}

void TestOptimize::aDroppedRebuiltProgramIsMeasuredAgainstTheOneBefore() {
    ShownPage shown;
    shown.measure();
    shown.select(QStringLiteral("-buildmode=plugin"));
    auto* slot = shown.page.findChild<RebuiltSlot*>();
    QVERIFY(slot->isVisible());
    const QString rebuilt = QString::fromStdString(shown.lab->rebuild(27, 0.9));
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(rebuilt)});
    QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(slot, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(slot, &drop);
    QTRY_VERIFY(!shown.page.worker().busy());
    const int row = shown.rowOf(QStringLiteral("-buildmode=plugin"));
    QVERIFY(shown.cell(row, Measured).startsWith(QStringLiteral("× 0.90 [")));
    QCOMPARE(shown.cell(row, Verdict), QStringLiteral("▼ smaller than claimed"));
    QVERIFY(slot->findChild<QLabel*>(QStringLiteral("after"))->text().contains(QStringLiteral("n = 12")));
    QVERIFY(shown.details().contains(rebuilt));
    // The rows that were measured before stay.
    QVERIFY(
        shown.cell(shown.rowOf(QStringLiteral("warm up")), Measured).startsWith(QStringLiteral("× 1.50")));
}

void TestOptimize::aProgramThatIsNotRebuiltIsRefused() {
    ShownPage shown;
    shown.measure();
    shown.select(QStringLiteral("sync.Once"));
    auto* slot = shown.page.findChild<RebuiltSlot*>();
    emit slot->rebuilt(QString::fromStdString(shown.lab->base().program));
    QTRY_VERIFY(!shown.page.worker().busy());
    QVERIFY(shown.message().contains(QStringLiteral("byte for byte")));
    QCOMPARE(shown.cell(shown.rowOf(QStringLiteral("sync.Once")), Measured), QStringLiteral("not measured"));
}

void TestOptimize::nothingIsMeasuredBesideAnotherMeasurement() {
    ShownPage shown;
    shown.page.setGate([] { return false; });
    shown.button(QStringLiteral("Measure")).click();
    QVERIFY(!shown.page.worker().busy());
}

void TestOptimize::itIsReachedWithoutAComparison() {
    MainWindow window;
    window.QWidget::show();
    window.showOptimizations();
    auto* page = window.findChild<OptimizePage*>();
    QVERIFY(page->isVisible());
    auto* pages = window.findChild<CompareView*>()->findChild<QTabWidget*>();
    for (int i = 0; i < pages->count(); ++i)
        QCOMPARE(pages->isTabEnabled(i), pages->widget(i) == page);
}

void TestOptimize::theTableIsExported() {
    ShownPage shown;
    shown.measure();
    ExportOptions options;
    options.format = ExportFormat::Markdown;
    QVERIFY(exported(shown.page.table(), options).contains("| gc-warmup | 8–15 % faster |"));
    options.format = ExportFormat::Json;
    QVERIFY(exported(shown.page.table(), options).contains("rt0scope-optimize/1"));
}

QTEST_MAIN(TestOptimize)
#include "tst_optimize.moc"
