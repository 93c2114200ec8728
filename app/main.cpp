#include "closeonsignal.h"
#include "commandline.h"
#include "commands.h"
#include "compare/comparepicture.h"
#include "export/picture.h"
#include "graph/graphexport.h"
#include "layout/layouthelper.h"
#include "loader.h"
#include "mainwindow.h"
#include "style.h"
#include "theme.h"

#include <QApplication>
#include <algorithm>
#include <iostream>
#include <string_view>

/// Wires the parts: command line → a command without a display, or the window.
namespace {

void nameApplication() {
    QCoreApplication::setApplicationName(QStringLiteral("rt0scope"));
    QCoreApplication::setOrganizationName(QStringLiteral("rt0scope"));
    QCoreApplication::setApplicationVersion(QStringLiteral(RT0SCOPE_VERSION));
}

/// Qt's remarks about the session (no runtime directory in a container) are none about the picture.
void keepQtQuiet() {
    qInstallMessageHandler([](QtMsgType type, const QMessageLogContext&, const QString& text) {
        if (type == QtCriticalMsg || type == QtFatalMsg)
            std::cerr << text.toStdString() << '\n';
    });
}

/// Draws what `rt0scope report --format svg|png` asks for. Fonts and painters need an application object, but
/// no display.
rt0::Result<std::string> drawPicture(int& argc, char** argv, const rt0::Document& document,
                                     std::size_t startup, const rt0::cli::PictureOptions& options) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    keepQtQuiet();
    const QApplication application(argc, argv);
    nameApplication();
    return rt0::ui::arrange(document).map([&](const auto& loaded) {
        rt0::ui::Session session;
        session.setDocument(loaded);
        session.setStartup(startup);
        const bool dark = options.theme == rt0::cli::Theme::Dark;
        rt0::ui::Picture picture(session, dark ? rt0::ui::darkTheme() : rt0::ui::lightTheme(), options.width);
        const bool svg = options.format == rt0::cli::ReportFormat::Svg;
        return (svg ? picture.svg() : picture.png(options.scale)).toStdString();
    });
}

/// Lays out and draws what `rt0scope graph --format svg|png` asks for.
rt0::Result<std::string> drawGraph(int& argc, char** argv, const rt0::GraphScene& scene,
                                   const rt0::cli::PictureOptions& options) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    keepQtQuiet();
    const QApplication application(argc, argv);
    nameApplication();
    const bool dark = options.theme == rt0::cli::Theme::Dark;
    const rt0::ui::GraphStyle style(dark ? rt0::ui::darkTheme() : rt0::ui::lightTheme(),
                                    QApplication::font());
    rt0::ui::PictureWishes wishes;
    wishes.room = QSizeF(options.width, options.width * 0.6);
    return rt0::ui::layOut(scene, style, wishes).map([&](const auto& picture) {
        rt0::ui::GraphSheet sheet{picture, style, {}, QString::fromStdString(scene.title), {}, {}};
        const bool svg = options.format == rt0::cli::ReportFormat::Svg;
        return (svg ? rt0::ui::graphSvg(sheet) : rt0::ui::graphPng(sheet, options.scale)).toStdString();
    });
}

/// Draws what `rt0scope compare --format svg|png` asks for: the first build against the last.
rt0::Result<std::string> drawComparison(int& argc, char** argv, const rt0::compare::Trend& trend,
                                        const rt0::cli::PictureOptions& options) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    keepQtQuiet();
    const QApplication application(argc, argv);
    nameApplication();
    rt0::ui::CompareState state(rt0::StartAnchor::MainMain);
    state.setPair(rt0::ui::pairOf(trend));
    const bool dark = options.theme == rt0::cli::Theme::Dark;
    rt0::ui::ComparePicture picture(state, dark ? rt0::ui::darkTheme() : rt0::ui::lightTheme(),
                                    options.width);
    const bool svg = options.format == rt0::cli::ReportFormat::Svg;
    return (svg ? picture.svg() : picture.png(options.scale)).toStdString();
}

/// Without one Qt would abort the program.
bool hasDisplay(int argc, char** argv) {
    const auto asksForPlatform = [](const char* argument) {
        return std::string_view(argument).starts_with("-platform");
    };
    return qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY") ||
           qEnvironmentVariableIsSet("QT_QPA_PLATFORM") ||
           std::any_of(argv + 1, argv + argc, asksForPlatform);
}

int showWindow(int& argc, char** argv, const rt0::cli::Options& options) {
    if (!hasDisplay(argc, argv)) {
        std::cerr << "rt0scope: no display (DISPLAY and WAYLAND_DISPLAY are not set); "
                     "`rt0scope report FILE` needs none, see rt0scope --help\n";
        return rt0::cli::kBadUsage;
    }
    QApplication application(argc, argv);
    nameApplication();
    QApplication::setStyle(new rt0::ui::Style); // the application owns it
    QGuiApplication::setDesktopFileName(QStringLiteral("io.github.rt0scope.rt0scope"));
    const rt0::app::CloseOnSignal closeOnSignal;
    rt0::ui::MainWindow window;
    window.QWidget::show();
    QStringList files;
    for (const std::string& file : options.files)
        files << QString::fromStdString(file);
    if (options.sideBySide)
        window.compareFiles(files);
    else
        window.open(files);
    return QApplication::exec();
}

} // namespace

int main(int argc, char** argv) {
    if (rt0::layout::isLayoutHelper(argc, argv))
        rt0::layout::runLayoutHelper();
    const auto parsed = rt0::cli::parse(argc, argv);
    if (const auto* exit = std::get_if<rt0::cli::Exit>(&parsed)) {
        (exit->code == rt0::cli::kOk ? std::cout : std::cerr) << exit->text;
        return exit->code;
    }
    const auto& options = std::get<rt0::cli::Options>(parsed);
    if (options.command == rt0::cli::Command::Window)
        return showWindow(argc, argv, options);
    rt0::cli::PictureWriters writers;
    writers.startup = [&](const auto& document, std::size_t startup, const auto& picture) {
        return drawPicture(argc, argv, document, startup, picture);
    };
    writers.graph = [&](const auto& scene, const auto& picture) {
        return drawGraph(argc, argv, scene, picture);
    };
    writers.compare = [&](const auto& trend, const auto& picture) {
        return drawComparison(argc, argv, trend, picture);
    };
    return rt0::cli::runCommand(options, std::cout, std::cerr, writers);
}
