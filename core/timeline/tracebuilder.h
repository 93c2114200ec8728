#pragma once

#include "ingest/exectrace/reader.h"
#include "timeline/exectrace.h"
#include "timeline/traceplaces.h"
#include "timeline/traceranges.h"
#include "timeline/tracesites.h"
#include "timeline/traceuser.h"

#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace rt0 {

/// Makes an ExecTrace of a reader's events, while they are read: at most three spans and one wakeup an event,
/// nothing else grows with each of them.
class TraceBuilder final : public exectrace::EventSink {
public:
    TraceBuilder() { m_spans->setQuietColour(static_cast<std::uint8_t>(TraceColour::Waiting)); }

    void take(std::span<const exectrace::Event> events, const exectrace::Directory& directory) override;

    /// The model of all events that were taken; `outcome` is what the reader returned after them.
    ExecTrace finish(exectrace::Outcome&& outcome) &&;

private:
    static constexpr exectrace::Index kNoMain = exectrace::kNoIndex - 1; ///< differs from a missing context

    static constexpr std::size_t kFirstLiving = static_cast<std::size_t>(exectrace::GoState::Runnable);

    static constexpr std::uint32_t kNoWakeup = 0xffff'ffff;

    /// A goroutine's state, and what it takes to make a span when that ends.
    struct alignas(64) Track {
        std::int64_t sinceNs = 0;
        /// By GoState, from Runnable on.
        std::array<std::int64_t, exectrace::kGoStates - kFirstLiving> inState_ns{};
        std::uint32_t item = 0;
        RowId row = 0;
        exectrace::Index proc = exectrace::kNoIndex; ///< where it runs, or ran last
        exectrace::Index thread = exectrace::kNoIndex;
        std::uint32_t wakeup = kNoWakeup; ///< the last one
        exectrace::GoState state = exectrace::GoState::Undetermined;
        TraceColour colour{};
        bool seen : 1 = false;
        bool named : 1 = false;    ///< a stack that names it was seen
        bool gcWorker : 1 = false; ///< runs for the garbage collector only

        std::int64_t& inState() { return inState_ns[static_cast<std::size_t>(state) - kFirstLiving]; }
        bool lives() const { return state > exectrace::GoState::NotExist; }
        bool onThread() const {
            return state == exectrace::GoState::Running || state == exectrace::GoState::Syscall;
        }
    };
    static_assert(sizeof(Track) == 64);
    /// What an event says about the state that it begins.
    struct Entry {
        exectrace::GoState state{};
        std::int64_t ns = 0;
        bool heldProc = false; ///< the goroutine had a P until now
    };

    void callIn(const exectrace::Event* next) const;
    void handle(const exectrace::Event& event);
    void handleOther(const exectrace::Event& event, std::int64_t ns);
    void onGoroutine(const exectrace::Event& event, std::int64_t ns);
    void onProc(const exectrace::Event& event, std::int64_t ns);
    void onLabel(const exectrace::Event& event, std::int64_t ns);
    void onMetric(const exectrace::Event& event, std::int64_t ns);
    void onLog(const exectrace::Event& event, std::int64_t ns);
    void sight(exectrace::StackId stack, std::int64_t ns);

    Track& trackOf(exectrace::Index goroutine) {
        if (goroutine >= m_tracks.size())
            addTracks(goroutine);
        return m_tracks[goroutine];
    }
    void addTracks(exectrace::Index last);
    void appear(const exectrace::Event& event, Track& track, std::int64_t ns);
    bool leaveState(exectrace::Index goroutine, Track& track, std::int64_t ns);
    void enterState(const exectrace::Event& event, Track& track, const Entry& entry);
    void enterRunning(const exectrace::Event& event, Track& track, std::int64_t ns);
    void enterPlace(exectrace::Index goroutine, const Track& track, bool hasProc, std::int64_t ns);
    void loseProc(exectrace::Index proc, std::int64_t ns);
    std::uint32_t wakeupOf(const Track& track, const TraceWakeup& wakeup);
    void enterSyscall(const exectrace::Event& event, Track& track, const Entry& entry);

    void closeAll();
    void nameAndGroup();

    const exectrace::Directory* m_directory = nullptr; ///< valid during take()
    ExecTrace m_trace;
    std::unique_ptr<SpanStore::Builder> m_spans =
        std::make_unique<SpanStore::Builder>(); ///< stays when moved
    std::vector<Track> m_tracks;
    std::vector<exectrace::StackId> m_entries; ///< the first stack of each goroutine that was seen
    TracePlaces m_procs{*m_spans};
    TracePlaces m_threads{*m_spans}; ///< of goroutines that have no P
    TraceHolders m_holders;
    std::vector<exectrace::Index> m_threadOfProc;
    TraceSites m_sites;
    TraceRanges m_ranges;
    TraceUserSpans m_user;
    std::vector<std::uint32_t> m_sightingOf; ///< by StackId, counted from 1
    exectrace::Index m_main = kNoMain;
    std::int64_t m_generationNs = 0; ///< begin of the current generation
    std::int64_t m_lastNs = 0;       ///< of the last event that is no Sync
    std::size_t m_wakeups = 0;
    bool m_started = false;
};

} // namespace rt0
