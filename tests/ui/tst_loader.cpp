#include "loader.h"
#include "support.h"

#include <QSignalSpy>
#include <QTemporaryDir>

using namespace rt0;
using namespace rt0::ui;

class TestLoader : public QObject {
    Q_OBJECT

private slots:
    void aFileIsReadOffTheGuiThread();
    void aBundledFileIsReadToo();
    void aFileThatIsNotThereSaysSo();
    void anotherLoadGivesUpTheFirst();
    void aCancelledLoadSaysSo();

private:
    QString largeLog();
    QTemporaryDir m_folder;
};

QString TestLoader::largeLog() {
    const QString path = m_folder.filePath(QStringLiteral("large.log"));
    QFile file(path);
    if (file.open(QIODevice::WriteOnly)) {
        const QByteArray noise(1 << 20, 'x');
        for (int i = 0; i < 64; ++i)
            file.write(noise + '\n');
        file.write(test::kSmallLog.data(), static_cast<qint64>(test::kSmallLog.size()));
    }
    return path;
}

void TestLoader::aFileIsReadOffTheGuiThread() {
    Loader loader;
    QSignalSpy loaded(&loader, &Loader::loaded);
    loader.load(test::dataFile("logs/kubectl-1.36.4.gc.log"));
    QVERIFY(loader.busy());
    QVERIFY(loaded.wait());
    const auto document = loaded[0][0].value<std::shared_ptr<const LoadedDocument>>();
    QCOMPARE(document->document.startups.size(), 1U);
    QCOMPARE(document->lanes.size(), 1U);
    QVERIFY(!loader.busy());
}

void TestLoader::aBundledFileIsReadToo() {
    const LoadOutcome outcome = loadFile(QStringLiteral(":/samples/kubectl-1.36.4.log"));
    QVERIFY(outcome.has_value());
    QVERIFY(!(*outcome)->document.startups[0].inits.empty());
}

void TestLoader::aFileThatIsNotThereSaysSo() {
    Loader loader;
    QSignalSpy failed(&loader, &Loader::failed);
    loader.load(QStringLiteral("/nonexistent/startup.log"));
    QVERIFY(failed.wait());
    QVERIFY(failed[0][1].toString().contains(QStringLiteral("/nonexistent/startup.log")));
}

void TestLoader::anotherLoadGivesUpTheFirst() {
    Loader loader;
    QSignalSpy loaded(&loader, &Loader::loaded);
    loader.load(largeLog());
    loader.load(test::dataFile("logs/docker-proxy-28.5.2.inittrace.log"));
    QVERIFY(loaded.wait());
    QTest::qWait(50);
    QCOMPARE(loaded.size(), 1);
    const auto document = loaded[0][0].value<std::shared_ptr<const LoadedDocument>>();
    QVERIFY(document->document.source.path.ends_with("docker-proxy-28.5.2.inittrace.log"));
}

void TestLoader::aCancelledLoadSaysSo() {
    Loader loader;
    QSignalSpy loaded(&loader, &Loader::loaded);
    QSignalSpy failed(&loader, &Loader::failed);
    QSignalSpy cancelled(&loader, &Loader::cancelled);
    loader.load(largeLog());
    loader.cancel();
    QVERIFY(cancelled.wait());
    QCOMPARE(cancelled.size(), 1);
    QCOMPARE(failed.size(), 0);
    QCOMPARE(loaded.size(), 0);
}

QTEST_MAIN(TestLoader)
#include "tst_loader.moc"
