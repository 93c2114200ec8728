#include "report/binaryreport.h"

#include "ingest/gobinary/importgraph.h"
#include "ingest/gobinary/inferredgraph.h"
#include "ingest/gobinary/linkfacts.h"
#include "ingest/gobinary/packagecount.h"
#include "ingest/gobinary/sizes.h"
#include "ingest/gobinary/typecounts.h"
#include "report/jsonwriter.h"

#include <elf.h>
#include <fmt/format.h>

namespace rt0 {
namespace {

using namespace gobinary;

/// JSON's numbers end at 2^53 for many readers.
Json address(std::uint64_t value) {
    return fmt::format("{:#x}", value);
}

Json orNull(const std::string& text) {
    return text.empty() ? Json(nullptr) : Json(text);
}

Json moduleJson(const Module& module) {
    return {{"path", module.path}, {"version", module.version}, {"sum", orNull(module.sum)}};
}

Json dependencyJson(const Dependency& dependency) {
    Json json = moduleJson(dependency.module);
    json["replacement"] = dependency.replacement ? moduleJson(*dependency.replacement) : Json(nullptr);
    return json;
}

void writeBuild(JsonWriter& json, const BuildInfo& info) {
    json.value("go_version", orNull(info.goVersion));
    json.value("main_package", orNull(info.path));
    json.value("main_module", info.main ? dependencyJson(*info.main) : Json(nullptr));
    json.beginArray("modules");
    for (const Dependency& dependency : info.dependencies)
        json.item(dependencyJson(dependency));
    json.endArray();
    Json settings = Json::object();
    for (const auto& [key, value] : info.settings)
        settings[key] = value;
    json.value("settings", settings);
}

std::string_view keyOf(Stripped stripped) {
    switch (stripped) {
    case Stripped::No:
        return "no";
    case Stripped::DwarfOnly:
        return "dwarf_only";
    case Stripped::ByLinker:
        return "by_linker";
    case Stripped::ByStrip:
        return "by_strip";
    case Stripped::LinkerOrStrip:
        return "linker_or_strip";
    }
    return "unknown";
}

void writeLink(JsonWriter& json, const GoBinary& binary, const LinkFacts& facts) {
    const ElfImage& image = binary.elf();
    json.value("machine", image.machine() == Machine::Amd64 ? "amd64" : "arm64");
    json.value("elf_type", image.type() == ET_DYN ? "dyn" : "exec");
    json.value("entry", {{"address", address(image.entry())}, {"function", orNull(facts.entryFunction)}});
    json.beginObject("link");
    json.value("mode", nameOf(facts.linkMode));
    json.value("pie", facts.isPie);
    json.value("shared_object", facts.isSharedObject);
    json.value("static", facts.isStatic());
    json.value("cgo", facts.usesCgo);
    json.value("stripped", keyOf(facts.stripped));
    json.value("symbol_table", facts.hasSymbolTable);
    json.value("dwarf", facts.hasDwarf);
    json.value("dwarf_compressed", facts.hasCompressedDwarf);
    json.value("debug_link", orNull(facts.debugLink));
    json.endObject();
    json.beginObject("dynamic");
    json.value("interpreter", orNull(facts.interpreter));
    json.value("needed", facts.needed);
    json.value("soname", orNull(facts.soname));
    json.value("rpath", orNull(facts.rpath));
    json.value("runpath", orNull(facts.runpath));
    json.value("bind_now", facts.bindNow);
    Json byKind = Json::object();
    for (const RelocationCount& one : binary.relocations().counts())
        byKind[one.name] = one.count;
    json.value("relocations", {{"total", binary.relocations().total()},
                               {"relr", binary.relocations().relrCount()},
                               {"by_kind", byKind}});
    json.endObject();
}

void writeSizes(JsonWriter& json, const GoBinary& binary) {
    const Sizes sizes = sizesOf(binary);
    json.value("sizes", {{"file", sizes.file},
                         {"loaded", sizes.loaded},
                         {"text", sizes.text},
                         {"rodata", sizes.rodata},
                         {"relro", sizes.relro},
                         {"types", sizes.types},
                         {"pclntab", sizes.pclntab},
                         {"data", sizes.data},
                         {"noptrdata", sizes.noptrdata},
                         {"bss", sizes.bss},
                         {"noptrbss", sizes.noptrbss},
                         {"gc_programs", sizes.gcPrograms},
                         {"gc_masks", sizes.gcMasks},
                         {"symbol_table", sizes.symbolTable},
                         {"dynamic_symbol_table", sizes.dynamicSymbolTable},
                         {"relocation_tables", sizes.relocationTables},
                         {"dwarf", sizes.dwarf},
                         {"dwarf_uncompressed", sizes.dwarfUncompressed}});
    json.beginArray("sections");
    for (const Section& section : binary.elf().sections())
        if (section.type != SHT_NULL)
            json.item({{"name", section.name},
                       {"bytes", section.size},
                       {"loaded", (section.flags & SHF_ALLOC) != 0},
                       {"in_file", section.type != SHT_NOBITS}});
    json.endArray();
}

Json tallyJson(const Tally& tally) {
    return {{"count", tally.count}, {"bytes", tally.bytes}};
}

void writeTypes(JsonWriter& json, const GoBinary& binary) {
    json.value("functions", binary.functions().size());
    json.value("packages", countPackages(binary.functions()));
    if (!binary.moduledata()) {
        json.value("types", nullptr);
        return;
    }
    const TypeCounts counts = countTypes(binary.linked(), *binary.moduledata(), binary.buildInfo().minor());
    json.value("types", {{"typelinks", tallyJson(counts.typelinks)},
                         {"reachable", tallyJson(counts.reachable)},
                         {"itabs", tallyJson(counts.itabs)},
                         {"complete", counts.complete}});
}

Json functionJson(const InitFunction& function) {
    Json json{{"name", function.name}, {"address", address(function.entry)}};
    json["file"] = function.place ? Json(function.place->file) : Json(nullptr);
    json["line"] = function.place ? Json(function.place->line) : Json(nullptr);
    return json;
}

void writeInits(JsonWriter& json, const InitTasks& inits) {
    json.beginObject("init_tasks");
    json.value("complete", inits.complete);
    json.beginArray("list");
    for (const InitTask& task : inits.tasks) {
        Json functions = Json::array();
        for (const InitFunction& function : task.functions)
            functions.push_back(functionJson(function));
        json.item({{"package", task.package},
                   {"address", address(task.address)},
                   {"runtime", task.ofRuntime},
                   {"functions", functions}});
    }
    json.endArray();
    if (inits.graph.empty()) {
        json.value("graph", nullptr);
    } else {
        json.beginArray("graph");
        for (const InitNode& node : inits.graph)
            json.item({{"package", orNull(node.package)},
                       {"address", address(node.address)},
                       {"task", jsonOptional(node.task)},
                       {"imports", node.imports}});
        json.endArray();
    }
    json.endObject();
}

Json moduleJson(const GoModule& module) {
    Json json{{"path", module.path}, {"version", module.version}};
    if (!module.replacedByPath.empty()) {
        json["replaced_by_path"] = module.replacedByPath;
        json["replaced_by_version"] = module.replacedByVersion;
    }
    json["main"] = module.main;
    return json;
}

/// Which package uses which: as the program holds it (Go <= 1.20), else inferred.
void writePackageUses(JsonWriter& json, const std::string& path, const GoBinary& binary) {
    const auto graph =
        binary.initTasks().graph.empty() ? inferGraphOf(binary, path) : importGraphOf(binary, path);
    if (!graph)
        return json.value("package_uses", nullptr);
    json.beginObject("package_uses");
    json.value("inferred", graph->inferred());
    json.beginArray("modules");
    for (const GoModule& module : graph->modules())
        json.item(moduleJson(module));
    json.endArray();
    json.beginArray("packages");
    for (PackageIndex i = 0; i < graph->size(); ++i) {
        const GoPackage& package = (*graph)[i];
        Json item{
            {"import_path", package.importPath}, {"standard", package.standard}, {"main", package.main}};
        item["module"] = package.module == kNoModule ? Json(nullptr) : Json(package.module);
        item["uses"] = graph->imports(i);
        json.item(item);
    }
    json.endArray();
    json.endObject();
}

} // namespace

std::string binaryJson(const Source& source, const GoBinary& binary, PackageUses uses) {
    JsonWriter json;
    json.beginObject();
    json.value("format", "rt0scope/1");
    json.value("generator", {{"name", "rt0scope"}, {"version", RT0SCOPE_VERSION}});
    json.value("source", {{"path", source.path}, {"bytes", source.bytes}});
    json.beginObject("binary");
    writeBuild(json, binary.buildInfo());
    writeLink(json, binary, linkFactsOf(binary));
    writeSizes(json, binary);
    writeTypes(json, binary);
    writeInits(json, binary.initTasks());
    if (uses == PackageUses::Tell)
        writePackageUses(json, source.path, binary);
    else
        json.value("package_uses", nullptr);
    writeDiagnostics(json, binary.diagnostics());
    json.endObject();
    json.endObject();
    return std::move(json).take();
}

} // namespace rt0
