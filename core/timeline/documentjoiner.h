#pragma once

#include "base/diagnostic.h"
#include "ingest/gobinary/gobinary.h"
#include "ingest/progress.h"
#include "recording/profile.h"
#include "timeline/align.h"
#include "timeline/open.h"
#include "timeline/opengraph.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace rt0 {

struct OpenedTrace {
    Source source;
    std::shared_ptr<const ExecTrace> trace;
    std::vector<Diagnostic> diagnostics;
};

struct OpenedPprof {
    Source source;
    Profile profile;
    std::vector<Diagnostic> diagnostics;
};

struct OpenedBinary {
    Source source;
    gobinary::GoBinary binary;
};

/// What a file turned out to be: one of these.
struct Opened {
    std::optional<Document> log = {}; ///< or a recording
    std::optional<OpenedTrace> trace = {};
    std::optional<OpenedGraph> graph = {};
    std::optional<OpenedPprof> profile = {};
    std::optional<OpenedBinary> binary = {}; ///< names the addresses of profiles, and holds a graph
};

/// A document of several inputs while it grows.
class DocumentJoiner {
public:
    DocumentJoiner(bool several, const Progress& progress) : m_several(several), m_progress(progress) {}

    void add(Opened opened);
    Document finish() &&;

private:
    void addSource(Source source);
    void addLog(Document log);
    void addGraphsOfPrograms();
    void place(OpenedTrace& opened);
    void place(OpenedPprof& opened);
    void join(Startup& startup, std::shared_ptr<const ExecTrace> trace, TraceFit fit,
              const std::string& file);
    void sayWhyAlone(const TraceLandmarks& landmarks, const std::string& file);
    void notice(std::string message, std::string hint);

    bool m_several;
    const Progress& m_progress;
    Document m_document;
    std::vector<OpenedTrace> m_traces;
    std::vector<OpenedGraph> m_graphs;
    std::vector<OpenedPprof> m_profiles;
    std::vector<OpenedBinary> m_binaries;
};

} // namespace rt0
