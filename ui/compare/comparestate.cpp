#include "compare/comparestate.h"

#include "compare/comparewords.h"
#include "settings.h"
#include "text.h"

#include <algorithm>

namespace rt0::ui {
namespace {

/// What both know: the wish, else the latest that both know.
StartAnchor possible(StartAnchor wish, const Startup& a, const Startup& b) {
    if (canAlign(a, b, wish))
        return wish;
    for (auto anchor = kStartAnchors.rbegin(); anchor != kStartAnchors.rend(); ++anchor)
        if (canAlign(a, b, *anchor))
            return *anchor;
    return wish;
}

} // namespace

CompareState::CompareState(QObject* parent) : QObject(parent), m_wish(settings::startAnchor()) {
    watchTimeline();
}

CompareState::CompareState(StartAnchor wish) : m_wish(wish) {
    watchTimeline();
}

void CompareState::watchTimeline() {
    connect(&m_timeline, &Session::selectionChanged, this, &CompareState::followTimeline);
}

void CompareState::setPair(std::shared_ptr<const ComparedPair> pair) {
    m_pair = std::move(pair);
    arrange();
    m_timeline.showAll();
    emit pairChanged();
    emit alignmentChanged();
}

void CompareState::setWish(StartAnchor anchor) {
    settings::setStartAnchor(anchor);
    m_wish = anchor;
    if (empty())
        return;
    const auto b = [this] {
        return anchorTime(*comparison().after.startup, m_alignment).value_or(Nanoseconds(0));
    };
    const Nanoseconds before = b();
    const TimeRange visible = m_timeline.visible();
    const bool everything = visible == m_timeline.lanes().home;
    arrange();
    const Nanoseconds by = before - b();
    if (!everything)
        m_timeline.setVisible({visible.begin + by, visible.end + by});
    emit alignmentChanged();
}

void CompareState::arrange() {
    const Startup& a = *comparison().before.startup;
    const Startup& b = *comparison().after.startup;
    m_alignment = possible(m_wish, a, b);
    m_starts = pairStarts(a, b, wishesOf(comparison(), m_alignment));
    auto loaded = std::make_shared<LoadedDocument>();
    loaded->document.source.path = comparison().before.label + " | " + comparison().after.label;
    loaded->document.startups.push_back(m_starts.startup);
    loaded->lanes.push_back(m_starts.lanes);
    loaded->gc.emplace_back();
    loaded->graphs.emplace_back();
    m_arranging = true;
    m_timeline.setDocument(loaded);
    m_arranging = false;
    showOnTimeline();
}

void CompareState::selectPackage(const QString& importPath) {
    if (importPath == m_package)
        return;
    m_package = importPath;
    showOnTimeline();
    emit packageChanged();
}

/// The init of B where it has one, else that of A.
void CompareState::showOnTimeline() {
    if (empty())
        return;
    const auto& inits = m_starts.startup.inits;
    const auto isSelected = [this](const PackageInit& init) {
        return toQString(init.importPath) == m_package;
    };
    const Selection& shown = m_timeline.selection();
    if (shown.kind == Selection::Kind::Init && isSelected(inits[shown.index]))
        return;
    const auto found = std::find_if(inits.rbegin(), inits.rend(), isSelected);
    if (m_package.isEmpty() || found == inits.rend())
        m_timeline.select({});
    else
        m_timeline.select({Selection::Kind::Init,
                           static_cast<std::size_t>(std::distance(inits.begin(), found.base()) - 1)});
}

void CompareState::followTimeline() {
    if (m_arranging)
        return;
    const Selection& shown = m_timeline.selection();
    const bool init = shown.kind == Selection::Kind::Init;
    const QString package = init ? toQString(m_starts.startup.inits[shown.index].importPath) : QString();
    // Nothing under the pointer is selected; a package that neither start has stays for the other pages.
    if (package == m_package)
        return;
    m_package = package;
    emit packageChanged();
}

} // namespace rt0::ui
