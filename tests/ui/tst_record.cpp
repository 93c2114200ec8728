#include "binary/binaryview.h"
#include "commandwords.h"
#include "mainwindow.h"
#include "messagebar.h"
#include "record/recorddialog.h"
#include "record/recorder.h"
#include "record/recordpanel.h"
#include "support.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <csignal>

using namespace rt0;
using namespace rt0::ui;
using namespace std::chrono_literals;

namespace {

QString goProgram(const char* name) {
    return QStringLiteral(RT0SCOPE_GO_PROGRAMS "/") + QString::fromUtf8(name);
}

RecordSettings settingsFor(const QString& program, const QTemporaryDir& folder) {
    RecordSettings settings;
    settings.program = program;
    settings.runs = 1;
    settings.output = folder.filePath(QStringLiteral("start.rt0"));
    return settings;
}

QPushButton* recordButton(const RecordDialog& dialog) {
    for (auto* button : dialog.findChildren<QPushButton*>())
        if (button->text() == QStringLiteral("&Record"))
            return button;
    qFatal("no button");
}

QString problemOf(const RecordDialog& dialog) {
    return dialog.findChild<QLabel*>(QStringLiteral("problem"))->text();
}

LaunchLive inInit(Nanoseconds lasted) {
    LaunchLive live;
    live.function = "runtime.doInit1";
    live.package = "example.org/slow";
    live.since = 5ms;
    live.now = 5ms + lasted;
    return live;
}

/// Processes whose executable is `program`.
int running(const QString& program) {
    int count = 0;
    for (const QString& process : QDir(QStringLiteral("/proc")).entryList({QStringLiteral("[0-9]*")}))
        if (QFileInfo(QStringLiteral("/proc/%1/exe").arg(process)).symLinkTarget() == program)
            ++count;
    return count;
}

/// A file of our own: other tests start the same program at the same time.
QString copyOf(const QString& program, const QTemporaryDir& folder) {
    const QString copy = folder.filePath(QFileInfo(program).fileName());
    return QFile::copy(program, copy) ? copy : QString();
}

} // namespace

class TestRecord : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void settingsSurviveTheirFile();
    void settingsThatMakeNoSenseBecomeDefaults();
    void optionsAreWhatWasTyped();
    void wordsOfACommandAreReadAsTheyWereTyped();
    void whatIsWrongIsSaid_data();
    void whatIsWrongIsSaid();
    void namesOfRecordingsAreFree();
    void theDialogNeedsAProgram();
    void aDroppedProgramIsTaken();
    void fieldsOfOtherConditionsAreHidden();
    void thePanelWarnsOfALongStep();
    void thePanelDoesNotWarnInMain();
    void errorsOfTheRecorderAreShownWithTheirHint();
    void aRecordingIsMadeAndOpened();
    void aHangIsShownAndStopEndsIt();
    void closingTheWindowLeavesNothingRunning();

private:
    bool canRecord() const { return m_why.isEmpty(); }

    QString m_why; ///< why no program can be recorded here; empty: it can
};

void TestRecord::initTestCase() {
    QApplication::setApplicationName(QStringLiteral("rt0scope-test"));
    if (!QFileInfo(goProgram("hello")).isExecutable()) {
        m_why = QStringLiteral("the Go programs were not built: is golang-go installed?");
        return;
    }
    LaunchOptions options;
    options.command = {goProgram("hello").toStdString()};
    options.rounds = 1;
    options.unperturbedRuns = options.logRuns = options.detailRun = options.initFunctions = false;
    if (const auto launch = recordLaunch(options); !launch)
        m_why = QString::fromStdString(launch.error().message());
}

void TestRecord::wordsOfACommandAreReadAsTheyWereTyped() {
    const std::vector<std::string> words{"--name=a b", "say \"hi\"", "plain", "größer"};
    QStringList typed;
    for (const std::string& word : words)
        typed << QString::fromStdString(word);
    QCOMPARE(commandWords(typedWords(typed)), words);
}

void TestRecord::settingsSurviveTheirFile() {
    RecordSettings settings;
    settings.program = QStringLiteral("/bin/x");
    settings.arguments = QStringLiteral("a \"b c\"");
    settings.environment = QStringLiteral("A=1\nB");
    settings.until = LaunchUntil::ReadyLine;
    settings.readyLine = QStringLiteral("ready");
    settings.seconds = 2.5;
    settings.runs = 7;
    settings.syscalls = true;
    settings.trace = true;
    settings.output = QStringLiteral("/tmp/x.rt0");
    QCOMPARE(recordSettingsOf(toMap(settings)), settings);
}

void TestRecord::settingsThatMakeNoSenseBecomeDefaults() {
    const RecordSettings settings = recordSettingsOf({{QStringLiteral("until"), 99},
                                                      {QStringLiteral("runs"), -3},
                                                      {QStringLiteral("seconds"), QStringLiteral("x")}});
    QCOMPARE(settings.until, LaunchUntil::MainMain);
    QCOMPARE(settings.runs, 1);
    QCOMPARE(settings.seconds, RecordSettings().seconds);
}

void TestRecord::optionsAreWhatWasTyped() {
    const QTemporaryDir folder;
    RecordSettings settings = settingsFor(QCoreApplication::applicationFilePath(), folder);
    settings.arguments = QStringLiteral("version  --client \"two words\"");
    settings.environment = QStringLiteral(" A=1 \n\nB\n");
    settings.until = LaunchUntil::Duration;
    settings.seconds = 0.25;
    settings.runs = 3;
    const auto options = launchOptions(settings);
    QVERIFY2(options, options ? "" : options.error().message().c_str());
    QCOMPARE(options->command.size(), 4U);
    QCOMPARE(options->command[3], std::string("two words"));
    QCOMPARE(options->environment, (std::vector<std::string>{"A=1", "B"}));
    QCOMPARE(options->duration, Nanoseconds(250ms));
    QCOMPARE(options->rounds, 3U);
}

void TestRecord::whatIsWrongIsSaid_data() {
    const QTemporaryDir folder;
    const RecordSettings good = settingsFor(QCoreApplication::applicationFilePath(), folder);
    QTest::addColumn<QVariantMap>("settings");
    QTest::addColumn<QString>("word");
    const auto row = [&](const char* name, auto change, const char* word) {
        RecordSettings settings = good;
        settings.output = QDir::tempPath() + QStringLiteral("/rt0scope-test.rt0");
        change(settings);
        QTest::newRow(name) << toMap(settings) << QString::fromUtf8(word);
    };
    row(
        "no program", [](RecordSettings& s) { s.program.clear(); }, "no program");
    row(
        "missing program", [](RecordSettings& s) { s.program = QStringLiteral("/nonexistent/x"); },
        "no such program");
    row(
        "a folder", [](RecordSettings& s) { s.program = QStringLiteral("/tmp"); }, "is a folder");
    row(
        "no folder to build", [](RecordSettings& s) { s.trace = true; }, "is no folder");
    row(
        "script", [](RecordSettings& s) { s.program = QStringLiteral("/etc/passwd"); }, "ELF");
    row(
        "folder", [](RecordSettings& s) { s.workingDirectory = QStringLiteral("/nonexistent"); },
        "no such folder");
    row(
        "environment", [](RecordSettings& s) { s.environment = QStringLiteral("=1"); }, "no name");
    row(
        "output", [](RecordSettings& s) { s.output = QStringLiteral("/nonexistent/a.rt0"); },
        "cannot be written");
    row(
        "no output", [](RecordSettings& s) { s.output.clear(); }, "no file");
    row(
        "no line", [](RecordSettings& s) { s.until = LaunchUntil::ReadyLine; }, "no expression");
    row(
        "damaged line",
        [](RecordSettings& s) {
            s.until = LaunchUntil::ReadyLine;
            s.readyLine = QStringLiteral("(");
        },
        "(");
}

void TestRecord::whatIsWrongIsSaid() {
    QFETCH(QVariantMap, settings);
    QFETCH(QString, word);
    const auto options = launchOptions(recordSettingsOf(settings));
    QVERIFY(!options);
    const QString message = QString::fromStdString(options.error().message());
    QVERIFY2(message.contains(word), qPrintable(message));
    QVERIFY(!options.error().hint.empty());
}

void TestRecord::namesOfRecordingsAreFree() {
    const QTemporaryDir folder;
    const QString first = freeRecordingName(folder.path(), QStringLiteral("/usr/bin/kubectl"));
    QVERIFY(first.endsWith(QStringLiteral("/kubectl.rt0")));
    QFile file(first);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(freeRecordingName(folder.path(), QStringLiteral("kubectl"))
                .endsWith(QStringLiteral("/kubectl-2.rt0")));
}

void TestRecord::theDialogNeedsAProgram() {
    const QTemporaryDir folder;
    RecordDialog dialog(settingsFor({}, folder), lightTheme(), nullptr);
    QVERIFY(!recordButton(dialog)->isEnabled());
    QVERIFY(problemOf(dialog).contains(QStringLiteral("no program")));
    dialog.findChild<QLineEdit*>(QStringLiteral("program"))->setText(QCoreApplication::applicationFilePath());
    QVERIFY2(recordButton(dialog)->isEnabled(), qPrintable(problemOf(dialog)));
    QVERIFY(problemOf(dialog).isEmpty());
    // The proposed file is named after the program.
    QVERIFY(dialog.settings().output.endsWith(QStringLiteral("/tst_record.rt0")));
}

void TestRecord::aDroppedProgramIsTaken() {
    const QTemporaryDir folder;
    RecordDialog dialog(settingsFor({}, folder), darkTheme(), nullptr);
    dialog.show();
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(QCoreApplication::applicationFilePath())});
    QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&dialog, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&dialog, &drop);
    QCOMPARE(dialog.settings().program, QCoreApplication::applicationFilePath());
}

void TestRecord::fieldsOfOtherConditionsAreHidden() {
    const QTemporaryDir folder;
    RecordDialog dialog(settingsFor({}, folder), lightTheme(), nullptr);
    dialog.show();
    auto* until = dialog.findChild<QComboBox*>();
    const auto shows = [&](const char* name) {
        for (const auto* field : dialog.findChildren<QWidget*>())
            if (field->accessibleName() == QString::fromUtf8(name))
                return field->isVisible();
        return false;
    };
    QVERIFY(!shows("Seconds"));
    until->setCurrentIndex(static_cast<int>(LaunchUntil::Duration));
    QVERIFY(shows("Seconds"));
    until->setCurrentIndex(static_cast<int>(LaunchUntil::ReadyLine));
    QVERIFY(shows("Regular expression of the line"));
    QVERIFY(!shows("Seconds"));
}

void TestRecord::thePanelWarnsOfALongStep() {
    RecordPanel panel;
    panel.begin(QStringLiteral("server"));
    panel.showStart(1, 4, QStringLiteral("with probes"));
    panel.showLive(inInit(20ms));
    QVERIFY(!panel.warns());
    panel.showLive(inInit(1500ms));
    QVERIFY(panel.warns());
    const QString text = panel.findChild<QLabel*>(QStringLiteral("now"))->text();
    QVERIFY2(text.contains(QStringLiteral("init of example.org/slow for 1.5 s")), qPrintable(text));
    QVERIFY(text.startsWith(QStringLiteral("⚠"))); // not by colour alone
    panel.showLive(inInit(1ms));
    QVERIFY(!panel.warns());
}

void TestRecord::thePanelDoesNotWarnInMain() {
    RecordPanel panel;
    LaunchLive live = inInit(5s);
    live.inMain = true;
    panel.showLive(live);
    QVERIFY(!panel.warns());
}

void TestRecord::errorsOfTheRecorderAreShownWithTheirHint() {
    const QTemporaryDir folder;
    MainWindow window;
    window.QWidget::show();
    window.record(settingsFor(QCoreApplication::applicationFilePath(), folder)); // ELF, but not built by Go
    auto* messages = window.findChild<MessageBar*>();
    QTRY_VERIFY(messages->isVisible());
    QVERIFY(messages->findChild<QLabel*>()->text().contains(QStringLiteral("Go")));
    QVERIFY(!window.findChild<RecordPanel*>()->isVisible());
    QVERIFY(QDir(folder.path()).isEmpty());
}

void TestRecord::aRecordingIsMadeAndOpened() {
    if (!canRecord())
        QSKIP(qPrintable(m_why));
    const QTemporaryDir folder;
    MainWindow window;
    window.QWidget::show();
    QSignalSpy changed(&window.session(), &Session::startupChanged);
    window.record(settingsFor(goProgram("hello"), folder));
    QVERIFY(window.findChild<RecordPanel*>()->isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(!changed.isEmpty(), 60000);
    QVERIFY(!window.findChild<RecordPanel*>()->isVisible());
    QVERIFY(window.session().startup().recorded);
    QVERIFY(QFileInfo::exists(folder.filePath(QStringLiteral("start.rt0"))));
    QTRY_VERIFY(window.findChild<BinaryView*>()->facts());
    QCOMPARE(recordSettingsOf(settings::recordForm()).program, goProgram("hello"));
}

void TestRecord::aHangIsShownAndStopEndsIt() {
    if (!canRecord())
        QSKIP(qPrintable(m_why));
    const QTemporaryDir folder;
    const QTemporaryDir programs;
    const QString hangs = copyOf(goProgram("hangs"), programs);
    MainWindow window;
    window.QWidget::show();
    window.record(settingsFor(hangs, folder));
    auto* panel = window.findChild<RecordPanel*>();
    QTRY_VERIFY_WITH_TIMEOUT(panel->warns(), 20000);
    const QString text = panel->findChild<QLabel*>(QStringLiteral("now"))->text();
    QVERIFY2(text.contains(QStringLiteral("init of main")), qPrintable(text));
    QTest::mouseClick(panel->findChild<QPushButton*>(), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!panel->isVisible(), 10000);
    QCOMPARE(running(hangs), 0);
    // What was measured up to then is there to be looked at.
    QTRY_VERIFY_WITH_TIMEOUT(window.session().startup().recorded, 10000);
    QVERIFY(window.session().startup().inits.back().open);
    const QString told = window.findChild<MessageBar*>()->findChild<QLabel*>()->text();
    QVERIFY2(told.contains(QStringLiteral("interrupted in start 1")), qPrintable(told));
}

void TestRecord::closingTheWindowLeavesNothingRunning() {
    if (!canRecord())
        QSKIP(qPrintable(m_why));
    const QTemporaryDir folder;
    const QTemporaryDir programs;
    const QString hangs = copyOf(goProgram("hangs"), programs);
    {
        MainWindow window;
        window.QWidget::show();
        window.record(settingsFor(hangs, folder));
        QTRY_VERIFY_WITH_TIMEOUT(running(hangs) > 0, 10000);
        window.close();
    }
    QCOMPARE(running(hangs), 0);
    QVERIFY(QDir(folder.path()).isEmpty());
}

QTEST_MAIN(TestRecord)
#include "tst_record.moc"
