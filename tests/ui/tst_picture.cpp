#include "export/exportdialog.h"
#include "export/picture.h"
#include "support.h"

#include <QXmlStreamReader>

using namespace rt0;
using namespace rt0::ui;
using namespace std::chrono_literals;

namespace {

struct SvgFacts {
    QString texts;
    int shapes = 0;
    int images = 0;
    QString error;
};

SvgFacts readSvg(const QByteArray& svg) {
    SvgFacts facts;
    QXmlStreamReader xml(svg);
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (xml.name() == QLatin1String("text"))
            facts.texts += xml.readElementText() + QLatin1Char('\n');
        else if (xml.name() == QLatin1String("image"))
            ++facts.images;
        else if (xml.name() == QLatin1String("path") || xml.name() == QLatin1String("rect"))
            ++facts.shapes;
    }
    facts.error = xml.hasError() ? xml.errorString() : QString();
    return facts;
}

} // namespace

class TestPicture : public QObject {
    Q_OBJECT

private slots:
    void svgKeepsTextAsText();
    void svgNamesSourceDateVerdictAndScale();
    void pngHasTheChosenScale();
    void pngShowsWhatTheSvgShows();
    void theSameDataGiveTheSamePicture();
    void exportingChangesNothingOnScreen();
    void everyStartupOfEveryKindCanBePainted_data();
    void everyStartupOfEveryKindCanBePainted();
};

void TestPicture::svgKeepsTextAsText() {
    Session session;
    session.setDocument(*loadFile(test::dataFile("logs/kubectl-1.36.4.gc.log")));
    const SvgFacts facts = readSvg(Picture(session, lightTheme(), 1400).svg());
    QVERIFY2(facts.error.isEmpty(), qPrintable(facts.error));
    QVERIFY(facts.texts.contains(QStringLiteral("k8s.io/kubectl/pkg/cmd/options")));
    QVERIFY(facts.texts.contains(QStringLiteral("not measured")));
    QVERIFY(facts.shapes > 10);
    QCOMPARE(facts.images, 0);
}

void TestPicture::svgNamesSourceDateVerdictAndScale() {
    Session session;
    session.setDocument(*loadFile(test::dataFile("logs/kubectl-1.36.4.gc.log")));
    const QString texts = readSvg(Picture(session, lightTheme(), 1400).svg()).texts;
    QVERIFY(texts.contains(QStringLiteral("kubectl-1.36.4.gc.log")));
    QVERIFY(texts.contains(QStringLiteral(" UTC")));
    QVERIFY(texts.contains(QStringLiteral("package inits took")));
    QVERIFY(texts.contains(QStringLiteral("20 ms\n")));
}

void TestPicture::pngHasTheChosenScale() {
    Session session;
    session.setDocument(test::loadedLog(test::kSmallLog));
    Picture picture(session, darkTheme(), 1000);
    QCOMPARE(picture.image(1).size(), picture.size());
    QCOMPARE(QImage::fromData(picture.png(2)).size(), picture.size() * 2);
    QVERIFY(picture.image(1e9).width() <= 16384);
}

void TestPicture::pngShowsWhatTheSvgShows() {
    Session session;
    session.setDocument(test::loadedLog(test::kSmallLog));
    Picture picture(session, lightTheme(), 1000);
    const QImage image = picture.image(1);
    // The longest init's colour covers a good part of both.
    const QRgb colour = lightTheme().classes[static_cast<std::size_t>(ColourClass::FirstGroup)];
    int pixels = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            pixels += (image.pixel(x, y) & 0xffffffU) == (colour & 0xffffffU) ? 1 : 0;
    QVERIFY(pixels > 500);
    QVERIFY(picture.svg().contains(QColor(colour).name().toLatin1()));
}

void TestPicture::theSameDataGiveTheSamePicture() {
    Session session;
    session.setDocument(test::loadedLog(test::kSmallLog));
    QCOMPARE(Picture(session, lightTheme(), 900).svg(), Picture(session, lightTheme(), 900).svg());
}

void TestPicture::exportingChangesNothingOnScreen() {
    Session session;
    session.setDocument(test::loadedLog(test::kSmallLog));
    session.setVisible({1ms, 2ms});
    session.select({Selection::Kind::Init, 2});
    ExportOptions options;
    const QByteArray everything = exported(session, options);
    options.visibleRange = true;
    const QByteArray visible = exported(session, options);
    QVERIFY(everything != visible);
    QCOMPARE(session.visible(), (TimeRange{1ms, 2ms}));
    session.undo();
    QVERIFY(session.selection().none());
}

void TestPicture::everyStartupOfEveryKindCanBePainted_data() {
    QTest::addColumn<QByteArray>("log");
    QTest::newRow("one init") << QByteArray("init runtime @0.030 ms, 0.11 ms clock, 0 bytes, 0 allocs\n");
    QTest::newRow("init without time")
        << QByteArray("init internal/bytealg @0 ms, 0 ms clock, 0 bytes, 0 allocs\n");
    QTest::newRow("GC only") << QByteArray("gc 1 @0.002s 7%: 0.45+0.4+0.075 ms clock, "
                                           "0.90+0.48/1.5/0.79+0.15 ms cpu, 3->4->2 MB, 4 MB goal, 2 P\n");
    QTest::newRow("loader only") << QByteArray("     19295:\truntime linker statistics:\n     19295:\t  "
                                               "total startup time in dynamic loader: 125642 cycles\n");
    QTest::newRow("a very long path") << QByteArray("init ") + QByteArray(3000, 'x') +
                                             QByteArray(" @1.0 ms, 5.0 ms clock, 0 bytes, 0 allocs\n");
    QTest::newRow("days") << QByteArray(
        "init runtime @0 ms, 1 ms clock, 0 bytes, 0 allocs\n"
        "init main @900000000000 ms, 90000000000 ms clock, 0 bytes, 0 allocs\n");
}

void TestPicture::everyStartupOfEveryKindCanBePainted() {
    QFETCH(QByteArray, log);
    Session session;
    session.setDocument(
        test::loadedLog(std::string_view(log.constData(), static_cast<std::size_t>(log.size()))));
    Picture picture(session, lightTheme(), 1200);
    const SvgFacts facts = readSvg(picture.svg());
    QVERIFY2(facts.error.isEmpty(), qPrintable(facts.error));
    QVERIFY(facts.texts.contains(QStringLiteral("test.log")));
    QVERIFY(!picture.image(1).isNull());
}

QTEST_MAIN(TestPicture)
#include "tst_picture.moc"
