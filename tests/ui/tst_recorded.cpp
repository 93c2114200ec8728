#include "details/detailstext.h"
#include "overview/overviewview.h"
#include "overview/recordedtext.h"
#include "packages/packagemodel.h"
#include "support.h"
#include "support/samplelaunch.h"
#include "timeline/launchstartup.h"
#include "timeline/recordedstart.h"

#include <QLabel>
#include <QTextDocument>

using namespace rt0;
using namespace rt0::ui;

namespace {

std::shared_ptr<const LoadedDocument> loadedSample() {
    Rt0File file;
    file.launch = test::sampleLaunch();
    Source source;
    source.path = "server.rt0";
    return *arrange(documentOf(std::move(file), std::move(source)));
}

QString plain(const QString& html) {
    QTextDocument document;
    document.setHtml(html);
    return document.toPlainText();
}

struct Sample {
    std::shared_ptr<const LoadedDocument> loaded = loadedSample();
    const Startup& startup = loaded->document.startups[0];

    QString details(PhaseId phase) const {
        return plain(detailsHtml(startup, loaded->lanes[0],
                                 {Selection::Kind::Phase, static_cast<std::size_t>(phase)}));
    }
};

} // namespace

class TestRecorded : public QObject {
    Q_OBJECT

private slots:
    void phasesShowMedianAndRange();
    void whatWasNotMeasuredSaysHowToMeasureIt();
    void howItWasMeasuredIsSaid();
    void logsHaveNoneOfIt();
    void detailsNestThePartsOfAPhase();
    void bootstrapShowsM0AndG0();
    void initsShowTheirFunctions();
    void packagesShowTheMedian();
    void theOverviewShowsTheCards();
};

void TestRecorded::phasesShowMedianAndRange() {
    const Sample sample;
    const QString text = plain(phasesHtml(sample.startup));
    QVERIFY2(text.contains(QStringLiteral("schedinit")), qPrintable(text));
    QVERIFY2(text.contains(QStringLiteral("1.1 ms")), qPrintable(text));        // median of 1.0, 1.1, 1.2
    QVERIFY2(text.contains(QStringLiteral("[1 ms–1.2 ms]")), qPrintable(text)); // over three runs
    QVERIFY2(text.contains(QStringLiteral("trampolines")), qPrintable(text));
}

void TestRecorded::whatWasNotMeasuredSaysHowToMeasureIt() {
    Sample sample;
    Startup changed = sample.startup;
    Phase& main = changed.phases[static_cast<std::size_t>(PhaseId::Main)];
    main.measured = false;
    main.howToMeasure = "record until ready";
    QVERIFY(plain(phasesHtml(changed)).contains(QStringLiteral("not measured: record until ready")));
}

void TestRecorded::howItWasMeasuredIsSaid() {
    const Sample sample;
    const QString text = plain(measurementHtml(sample.startup));
    for (const char* word : {"stopwatch", "trampolines", "m0 at 0x5000"})
        QVERIFY2(text.contains(QString::fromUtf8(word)), qPrintable(text));
}

void TestRecorded::logsHaveNoneOfIt() {
    const auto log = test::loadedLog(test::kSmallLog);
    QVERIFY(phasesHtml(log->document.startups[0]).isEmpty());
    QVERIFY(measurementHtml(log->document.startups[0]).isEmpty());
}

void TestRecorded::detailsNestThePartsOfAPhase() {
    const Sample sample;
    const QString text = sample.details(PhaseId::Schedinit);
    QVERIFY2(text.contains(QStringLiteral("runtime.mallocinit")), qPrintable(text));
    // One step deeper than the step that it is part of.
    QVERIFY2(text.contains(QString(2, QChar::Nbsp) + QStringLiteral("runtime.(*mheap).init")) ||
                 text.contains(QStringLiteral("  runtime.(*mheap).init")),
             qPrintable(text));
    QVERIFY2(text.contains(QStringLiteral("Minor page faults")), qPrintable(text));
    QVERIFY2(text.contains(QStringLiteral("Over 3 runs")), qPrintable(text));
}

void TestRecorded::bootstrapShowsM0AndG0() {
    const Sample sample;
    const QString text = sample.details(PhaseId::Bootstrap);
    QVERIFY2(text.contains(QStringLiteral("0x5000")), qPrintable(text));
    QVERIFY2(text.contains(QStringLiteral("0x6000")), qPrintable(text));
    QVERIFY(!sample.details(PhaseId::Schedinit).contains(QStringLiteral("0x5000")));
}

void TestRecorded::initsShowTheirFunctions() {
    const Sample sample;
    const auto init = std::ranges::find(sample.startup.inits, "example.org/a", &PackageInit::importPath);
    QVERIFY(init != sample.startup.inits.end());
    const auto index = static_cast<std::size_t>(init - sample.startup.inits.begin());
    const QString text =
        plain(detailsHtml(sample.startup, sample.loaded->lanes[0], {Selection::Kind::Init, index}));
    QVERIFY2(text.contains(QStringLiteral("Over 3 runs")), qPrintable(text));
    QVERIFY2(text.contains(QStringLiteral("of the drawn run")), qPrintable(text));
    QVERIFY2(text.contains(QStringLiteral("4,096")), qPrintable(text)); // of the run with inittrace
    if (!init->functions.empty())
        QVERIFY2(text.contains(QStringLiteral("example.org/a.init.0")), qPrintable(text));
}

void TestRecorded::packagesShowTheMedian() {
    Session session;
    session.setDocument(loadedSample());
    const PackageModel model(session);
    QString time;
    for (int row = 0; row < model.rowCount(); ++row)
        if (model.index(row, PackageModel::Package).data() == QStringLiteral("example.org/a"))
            time = model.index(row, PackageModel::Time).data().toString();
    QCOMPARE(time, QStringLiteral("5.5 ms"));
}

void TestRecorded::theOverviewShowsTheCards() {
    Session session;
    OverviewView view(session);
    view.resize(1000, 800);
    view.show();
    session.setDocument(loadedSample());
    int found = 0;
    for (const auto* label : view.findChildren<QLabel*>())
        if (label->isVisible() && (label->text().contains(QStringLiteral("Phases over all runs")) ||
                                   label->text().contains(QStringLiteral("How this was measured"))))
            ++found;
    QCOMPARE(found, 2);
}

QTEST_MAIN(TestRecorded)
#include "tst_recorded.moc"
