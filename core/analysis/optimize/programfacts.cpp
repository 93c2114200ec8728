#include "analysis/optimize/programfacts.h"

#include "ingest/gobinary/gobinary.h"

namespace rt0 {

Result<BinaryFacts> BinaryFacts::of(const std::string& program) {
    const auto binary = gobinary::GoBinary::open(program);
    if (!binary)
        return tl::unexpected(binary.error());
    BinaryFacts facts;
    facts.goVersion = binary->buildInfo().goVersion;
    facts.goMinor = binary->buildInfo().minor();
    facts.link = gobinary::linkFactsOf(*binary);
    facts.sizes = gobinary::sizesOf(*binary);
    if (binary->moduledata())
        facts.types = gobinary::countTypes(binary->linked(), *binary->moduledata(), facts.goMinor);
    facts.relocations = binary->relocations().total();
    facts.relativeRelocations = binary->relocations().count("RELATIVE");
    facts.jumpSlots = binary->relocations().count("JUMP_SLOT");
    return facts;
}

std::string describe(const BinaryFacts& facts) {
    std::string text = facts.link.isPie ? "PIE" : "exe";
    text += facts.link.isStatic() ? ", static" : ", dynamic";
    text += facts.link.usesCgo ? ", cgo" : "";
    text += facts.link.hasSymbolTable ? "" : ", stripped";
    return text;
}

} // namespace rt0
