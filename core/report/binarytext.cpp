#include "report/binaryreport.h"

#include "base/format.h"
#include "ingest/gobinary/linkfacts.h"
#include "ingest/gobinary/packagecount.h"
#include "ingest/gobinary/sizes.h"
#include "ingest/gobinary/typecounts.h"
#include "report/texttable.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace rt0 {
namespace {

using namespace gobinary;

constexpr std::size_t kMaxRows = 20;

/// "  name        value", one below the other; empty values are left out.
class Facts {
public:
    void add(std::string name, std::string value) {
        if (!value.empty())
            m_table.addRow({std::move(name), std::move(value)});
    }
    std::string text(std::string_view title) const {
        return m_table.empty() ? std::string() : fmt::format("\n{}\n{}", title, m_table.text());
    }

private:
    TextTable m_table{{{""}, {""}}};
};

std::string kindOf(const ElfImage& image, const LinkFacts& facts) {
    std::vector<std::string_view> words{image.machine() == Machine::Amd64 ? "amd64" : "arm64"};
    words.push_back(facts.isPie ? "PIE" : facts.isSharedObject ? "shared object" : "no PIE");
    words.push_back(facts.isStatic() ? "static" : "dynamic");
    words.push_back(facts.usesCgo ? "cgo" : "no cgo");
    return fmt::format("{}", fmt::join(words, ", "));
}

std::string header(const Source& source, const GoBinary& binary, const LinkFacts& facts) {
    const std::string& version = binary.buildInfo().goVersion;
    return fmt::format("{}\n  {} · built by {} · {}\n", printable(source.path), formatBytes(source.bytes),
                       version.empty() ? "Go (version unknown)" : printable(version),
                       kindOf(binary.elf(), facts));
}

std::string moduleName(const Module& module) {
    return module.version.empty() ? module.path : module.path + " " + module.version;
}

std::string build(const BuildInfo& info) {
    Facts facts;
    facts.add("main package", info.path);
    facts.add("main module", info.main ? moduleName(info.main->module) : "");
    const auto replaced = std::count_if(info.dependencies.begin(), info.dependencies.end(),
                                        [](const Dependency& one) { return one.replacement.has_value(); });
    std::string modules = formatCount(info.dependencies.size());
    if (replaced > 0)
        modules += fmt::format(" ({} replaced)", replaced);
    facts.add("modules", info.dependencies.empty() ? "no list in the file" : modules);
    for (const auto& [key, value] : info.settings)
        facts.add(key, value);
    return facts.text("Build");
}

std::string linking(const LinkFacts& link) {
    Facts facts;
    std::string mode(nameOf(link.linkMode));
    if (!link.entryFunction.empty())
        mode += fmt::format(" (entry point {})", link.entryFunction);
    else if (link.linkMode == LinkMode::External)
        mode += " (the entry point is no Go function)";
    facts.add("link mode", mode);
    facts.add("stripped", std::string(describe(link.stripped)));
    facts.add("debug file", link.debugLink);
    return facts.text("Linking");
}

std::string lookups(const Relocations& relocations, bool bindNow) {
    std::uint64_t atStart = relocations.count("GLOB_DAT") + relocations.count("64") +
                            relocations.count("ABS64") + relocations.count("COPY") +
                            relocations.count("TPOFF64") + relocations.count("DTPMOD64");
    const std::uint64_t calls = relocations.count("JUMP_SLOT");
    if (bindNow)
        atStart += calls;
    std::string text = fmt::format("{} at start", formatCount(atStart));
    if (!bindNow && calls > 0)
        text += fmt::format(", {} at the first call", formatCount(calls));
    return text;
}

std::string dynamicLinking(const GoBinary& binary, const LinkFacts& link) {
    Facts facts;
    facts.add("interpreter", link.interpreter.empty() ? "none: static" : link.interpreter);
    facts.add("libraries", fmt::format("{}", fmt::join(link.needed, ", ")));
    facts.add("rpath", link.rpath);
    facts.add("runpath", link.runpath);
    std::vector<std::string> kinds;
    for (const RelocationCount& one : binary.relocations().counts())
        kinds.push_back(fmt::format("{} {}", formatCount(one.count), one.name));
    facts.add("relocations", kinds.empty() ? "none" : fmt::format("{}", fmt::join(kinds, ", ")));
    if (binary.relocations().relrCount() > 0)
        facts.add("of them in RELR", formatCount(binary.relocations().relrCount()));
    if (!link.isStatic()) {
        facts.add("symbol lookups", lookups(binary.relocations(), link.bindNow));
        facts.add("binding", link.bindNow ? "now: all at start" : "lazy: calls at their first use");
    }
    return facts.text("What the dynamic linker has to do");
}

std::string sizes(const GoBinary& binary) {
    const Sizes all = sizesOf(binary);
    TextTable table({{"part"}, {"bytes", Align::Right}});
    const auto add = [&](const char* name, std::uint64_t bytes) {
        if (bytes > 0)
            table.addRow({name, formatBytes(bytes)});
    };
    add("text (Go code)", all.text);
    add("rodata", all.rodata);
    add("data.rel.ro", all.relro);
    add("types with their names", all.types);
    add("pclntab", all.pclntab);
    add("data", all.data);
    add("noptrdata", all.noptrdata);
    add("bss", all.bss);
    add("noptrbss", all.noptrbss);
    add("GC programs (gcdata, gcbss)", all.gcPrograms);
    add("GC masks made at start", all.gcMasks);
    add("relocation tables", all.relocationTables);
    add("symbol table", all.symbolTable);
    add("dynamic symbol table", all.dynamicSymbolTable);
    add("DWARF in the file", all.dwarf);
    if (all.dwarfUncompressed != all.dwarf)
        add("DWARF uncompressed", all.dwarfUncompressed);
    add("loaded in all", all.loaded);
    return "\nSizes (parts may lie in each other)\n" + table.text();
}

std::string metadata(const GoBinary& binary) {
    TextTable table({{"kind"}, {"count", Align::Right}, {"bytes", Align::Right}});
    table.addRow({"functions", formatCount(binary.functions().size()), ""});
    table.addRow({"packages with code", formatCount(countPackages(binary.functions())), ""});
    if (binary.moduledata()) {
        const TypeCounts counts =
            countTypes(binary.linked(), *binary.moduledata(), binary.buildInfo().minor());
        const auto add = [&](const char* name, const Tally& tally) {
            table.addRow({name, formatCount(tally.count), formatBytes(tally.bytes)});
        };
        add("typelinks (types without a name)", counts.typelinks);
        add("types reached from typelinks and itabs", counts.reachable);
        add("itabs, entered one by one at start", counts.itabs);
    }
    return "\nMetadata\n" + table.text();
}

std::string place(const InitFunction& function) {
    return function.place ? fmt::format("{}:{}", function.place->file, function.place->line) : "";
}

std::string initTasks(const InitTasks& inits) {
    std::size_t functions = 0;
    for (const InitTask& task : inits.tasks)
        functions += task.functions.size();
    TextTable table({{"package"}, {"functions", Align::Right}, {"first function"}});
    for (std::size_t i = 0; i < std::min(inits.tasks.size(), kMaxRows); ++i) {
        const InitTask& task = inits.tasks[i];
        table.addRow({task.package + (task.ofRuntime ? " (runtime's list)" : ""),
                      formatCount(task.functions.size()),
                      task.functions.empty() ? "" : place(task.functions.front())});
    }
    std::string text = fmt::format("\nInit tasks, in the order in which they run: {} with {} functions\n",
                                   formatCount(inits.tasks.size()), formatCount(functions));
    if (!table.empty())
        text += table.text();
    if (inits.tasks.size() > kMaxRows)
        text +=
            fmt::format("  … and {} more (--json lists all)\n", formatCount(inits.tasks.size() - kMaxRows));
    if (!inits.graph.empty())
        text += "  The file also tells what each task waits for (Go 1.20 and older): see --json\n";
    return text;
}

std::string warnings(const std::vector<Diagnostic>& diagnostics) {
    std::string text;
    for (const Diagnostic& diagnostic : diagnostics) {
        text += "  " + printable(diagnostic.message);
        text += diagnostic.hint.empty() ? "\n" : "; " + printable(diagnostic.hint) + "\n";
    }
    return text.empty() ? text : "\nWarnings\n" + text;
}

} // namespace

std::string binaryText(const Source& source, const GoBinary& binary) {
    const LinkFacts link = linkFactsOf(binary);
    return header(source, binary, link) + build(binary.buildInfo()) + linking(link) +
           dynamicLinking(binary, link) + sizes(binary) + metadata(binary) + initTasks(binary.initTasks()) +
           warnings(binary.diagnostics());
}

} // namespace rt0
