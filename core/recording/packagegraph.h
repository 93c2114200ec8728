#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The packages of a Go program and which of them import which.
namespace rt0 {

using PackageIndex = std::uint32_t;
inline constexpr PackageIndex kNoPackage = std::numeric_limits<PackageIndex>::max();
inline constexpr std::uint32_t kNoModule = std::numeric_limits<std::uint32_t>::max();

/// Where a graph comes from, which says how far it can be believed. Views name it beside what they derive.
enum class GraphSource {
    None,
    GoList,      ///< `go list -deps -json`: all packages and all their imports
    BinaryExact, ///< a Go <= 1.20 binary: the exact edges, but only of packages that take part in
                 ///< initialising
    /// A newer binary: which package uses which. A use proves that the one depends on the other, not that it
    /// imports it itself, and imports without a trace in the machine code are missing.
    BinaryInferred,
};

/// "go list", "binary", "inferred from the binary".
std::string_view nameOf(GraphSource source);

/// A Go module, as `go list` describes it (cmd/go/internal/modinfo, ModulePublic).
struct GoModule {
    std::string path;    ///< "k8s.io/klog/v2"; of the standard library "std"
    std::string version; ///< "v2.130.1"; empty for the main module and those in a directory
    std::string replacedByPath;
    std::string replacedByVersion;
    bool main = false; ///< the module the command was run in

    friend bool operator==(const GoModule&, const GoModule&) = default;
};

struct GoPackage {
    /// As the linker and inittrace see it once their escapes are undone, except for package main, which has
    /// its real path here: "net/http", "vendor/golang.org/x/net/idna", "example.com/p [example.com/p.test]".
    std::string importPath;
    std::string name;    ///< in its package clause: "http", "main"
    std::string dir;     ///< where its source lies; empty when not known
    std::string forTest; ///< test variants: the path of the package whose test this variant was built for
    std::string error;   ///< why `go list` could not load all of it; empty when it could
    std::uint32_t module = kNoModule; ///< index into PackageGraph::modules()
    bool standard = false; ///< of the standard library or the go command, also those vendored there
    bool cgo = false;      ///< has files that import "C"
    bool main = false;     ///< a command: package main of a program or of a test
    bool vendored = false; ///< in a vendor directory, as its path or directory tells

    bool testVariant() const { return !forTest.empty(); }

    friend bool operator==(const GoPackage&, const GoPackage&) = default;
};

/// What the linker and inittrace call it, without escapes: "main" for a command, "example.com/p" for the test
/// variant "example.com/p [example.com/p.test]".
std::string_view linkedName(const GoPackage& package);

struct ImportEdge {
    PackageIndex importer = kNoPackage;
    PackageIndex imported = kNoPackage;

    friend auto operator<=>(const ImportEdge&, const ImportEdge&) = default;
};

/// A directed graph over packages, which are sorted by import path: an index says the alphabetical order,
/// too. Never changed once built.
class PackageGraph {
public:
    PackageGraph() = default;
    /// `imports` hold indices into `packages` as given; edges to nowhere, to itself and repeated ones are
    /// dropped, and so are packages with the path of an earlier one. An edge that `go list` does not print
    /// and that holds for every program (main needs runtime, cgo needs runtime/cgo) is the reader's to add.
    PackageGraph(GraphSource source, std::vector<GoPackage> packages, std::vector<GoModule> modules,
                 std::vector<ImportEdge> imports);

    GraphSource source() const { return m_source; }
    bool inferred() const { return m_source == GraphSource::BinaryInferred; }
    bool empty() const { return m_packages.empty(); }
    std::size_t size() const { return m_packages.size(); }
    std::size_t importCount() const { return m_imports.size(); }

    const GoPackage& operator[](PackageIndex package) const { return m_packages[package]; }
    std::span<const GoPackage> packages() const { return m_packages; }
    std::span<const GoModule> modules() const { return m_modules; }
    /// Its module; null for packages of which none is known.
    const GoModule* moduleOf(PackageIndex package) const;

    /// Ascending.
    std::span<const PackageIndex> imports(PackageIndex package) const {
        return std::span(m_imports).subspan(m_firstImport[package], countOf(m_firstImport, package));
    }
    /// Ascending.
    std::span<const PackageIndex> importers(PackageIndex package) const {
        return std::span(m_importers).subspan(m_firstImporter[package], countOf(m_firstImporter, package));
    }
    /// Number of the edge to `imports(package)[0]`; those to the others follow. Analyses keep what they know
    /// of edges in vectors by this number.
    std::size_t firstEdge(PackageIndex package) const { return m_firstImport[package]; }
    /// Number of an edge; importCount() when there is none.
    std::size_t edgeOf(PackageIndex importer, PackageIndex imported) const;

    std::optional<PackageIndex> find(std::string_view importPath) const;

    /// The packages named main, ascending: one in the graph of one program.
    const std::vector<PackageIndex>& commands() const { return m_commands; }
    /// What `from` links: itself and all it depends on. Of a graph with several commands this is the graph of
    /// one of them, whose root() is `from`.
    PackageGraph reachableFrom(PackageIndex from) const;
    /// The package that everything hangs on: the command, or the first package that nothing imports, as in
    /// the graph of a library. kNoPackage in an empty graph.
    PackageIndex root() const { return m_root; }

    friend bool operator==(const PackageGraph&, const PackageGraph&) = default;

private:
    using Offsets = std::vector<std::uint32_t>;
    static std::size_t countOf(const Offsets& first, PackageIndex package) {
        return first[package + 1] - first[package];
    }
    void sortPackages(std::vector<ImportEdge>& imports);
    void build(std::vector<ImportEdge> imports);
    void findRoot();

    GraphSource m_source = GraphSource::None;
    std::vector<GoPackage> m_packages;
    std::vector<GoModule> m_modules;
    Offsets m_firstImport{0};
    std::vector<PackageIndex> m_imports;
    Offsets m_firstImporter{0};
    std::vector<PackageIndex> m_importers;
    std::vector<PackageIndex> m_commands;
    PackageIndex m_root = kNoPackage;
};

} // namespace rt0
