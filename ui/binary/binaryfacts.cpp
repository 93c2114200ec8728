#include "binary/binaryfacts.h"

#include "base/inputfile.h"
#include "base/lazyfile.h"
#include "commandwords.h"
#include "ingest/detect.h"
#include "report/binaryreport.h"
#include "text.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>
#include <array>

namespace rt0::ui {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("Binary", text);
}

QString text(const QJsonValue& value) {
    return toQString(value.toString().toStdString()); // no control characters
}

quint64 number(const QJsonValue& value) {
    return static_cast<quint64>(std::max<qint64>(0, value.toInteger()));
}

class FactList {
public:
    explicit FactList(std::vector<BinaryFact>& facts) : m_facts(facts) {}
    void add(const QString& name, const QString& value) {
        if (!value.isEmpty())
            m_facts.push_back({name, value});
    }

private:
    std::vector<BinaryFact>& m_facts;
};

QString moduleName(const QJsonObject& module) {
    return QStringLiteral("%1 %2").arg(text(module[u"path"]), text(module[u"version"])).trimmed();
}

QString strippedText(const QString& key) {
    if (key == QLatin1String("no"))
        return tr("no: symbols and DWARF are there");
    if (key == QLatin1String("dwarf_only"))
        return tr("no DWARF (-ldflags=-w or strip --strip-debug)");
    if (key == QLatin1String("by_linker"))
        return tr("by the linker (-ldflags=\"-s -w\")");
    if (key == QLatin1String("by_strip"))
        return tr("afterwards, by strip or objcopy");
    if (key == QLatin1String("linker_or_strip"))
        return tr("yes; the file does not tell by whom");
    return key;
}

QString headline(const QJsonObject& binary, quint64 bytes) {
    const QJsonObject link = binary[u"link"].toObject();
    const QString version = text(binary[u"go_version"]);
    QStringList kind{text(binary[u"machine"])};
    kind << (link[u"pie"].toBool()             ? tr("PIE")
             : link[u"shared_object"].toBool() ? tr("shared object")
                                               : tr("no PIE"));
    kind << (link[u"static"].toBool() ? tr("static") : tr("dynamic"));
    kind << (link[u"cgo"].toBool() ? tr("cgo") : tr("no cgo"));
    return QStringLiteral("%1 · %2 · %3")
        .arg(bytesText(bytes), version.isEmpty() ? tr("Go version unknown") : tr("built by %1").arg(version),
             kind.join(QStringLiteral(", ")));
}

void readBuild(BinaryFacts& facts, const QJsonObject& binary) {
    FactList list(facts.build);
    list.add(tr("Go version"), text(binary[u"go_version"]));
    list.add(tr("main package"), text(binary[u"main_package"]));
    list.add(tr("main module"), moduleName(binary[u"main_module"].toObject()));
    const QJsonObject settings = binary[u"settings"].toObject();
    for (auto it = settings.begin(); it != settings.end(); ++it)
        list.add(it.key(), text(it.value()));
    const QJsonObject link = binary[u"link"].toObject();
    const QJsonObject entry = binary[u"entry"].toObject();
    list.add(tr("machine"), text(binary[u"machine"]));
    list.add(tr("link mode"), text(link[u"mode"]));
    list.add(tr("entry point"),
             QStringLiteral("%1 %2").arg(text(entry[u"address"]), text(entry[u"function"])).trimmed());
    list.add(tr("stripped"), strippedText(text(link[u"stripped"])));
    list.add(tr("debug file"), text(link[u"debug_link"]));
    const QJsonArray modules = binary[u"modules"].toArray();
    for (const QJsonValue& value : modules) {
        const QJsonObject module = value.toObject();
        facts.modules.push_back({text(module[u"path"]), text(module[u"version"]),
                                 moduleName(module[u"replacement"].toObject()), text(module[u"sum"])});
    }
}

QString placeOf(const QJsonObject& function) {
    const QString file = text(function[u"file"]);
    return file.isEmpty() ? QString() : QStringLiteral("%1:%2").arg(file).arg(number(function[u"line"]));
}

void readInits(BinaryFacts& facts, const QJsonObject& inits) {
    facts.initsComplete = inits[u"complete"].toBool();
    const QJsonArray tasks = inits[u"list"].toArray();
    for (const QJsonValue& value : tasks) {
        const QJsonObject task = value.toObject();
        BinaryInit row;
        row.order = ++facts.initTasks;
        row.package = text(task[u"package"]);
        row.ofRuntime = task[u"runtime"].toBool();
        const QJsonArray functions = task[u"functions"].toArray();
        for (const QJsonValue& function : functions) {
            row.function = text(function.toObject()[u"name"]);
            row.place = placeOf(function.toObject());
            facts.inits.push_back(row);
        }
        if (functions.isEmpty())
            facts.inits.push_back(row);
    }
}

struct SizeText {
    const char* key;
    const char* name;
    const char* meaning;
};

constexpr std::array kSizes{
    SizeText{"text", QT_TRANSLATE_NOOP("Binary", "text"), QT_TRANSLATE_NOOP("Binary", "Go code")},
    SizeText{"rodata", QT_TRANSLATE_NOOP("Binary", "rodata"),
             QT_TRANSLATE_NOOP("Binary", "constants; in a PIE most of it is in data.rel.ro")},
    SizeText{"relro", QT_TRANSLATE_NOOP("Binary", "data.rel.ro"),
             QT_TRANSLATE_NOOP("Binary", "written once by relocation, then read-only")},
    SizeText{"types", QT_TRANSLATE_NOOP("Binary", "types"),
             QT_TRANSLATE_NOOP("Binary", "type descriptors with their names")},
    SizeText{"pclntab", QT_TRANSLATE_NOOP("Binary", "pclntab"),
             QT_TRANSLATE_NOOP("Binary", "function names, lines, stack maps; verified at start")},
    SizeText{"data", QT_TRANSLATE_NOOP("Binary", "data"),
             QT_TRANSLATE_NOOP("Binary", "variables with pointers")},
    SizeText{"noptrdata", QT_TRANSLATE_NOOP("Binary", "noptrdata"),
             QT_TRANSLATE_NOOP("Binary", "variables without pointers")},
    SizeText{"bss", QT_TRANSLATE_NOOP("Binary", "bss"),
             QT_TRANSLATE_NOOP("Binary", "zeroed variables with pointers; not in the file")},
    SizeText{"noptrbss", QT_TRANSLATE_NOOP("Binary", "noptrbss"),
             QT_TRANSLATE_NOOP("Binary", "zeroed variables without pointers; not in the file")},
    SizeText{"gc_programs", QT_TRANSLATE_NOOP("Binary", "gcdata, gcbss"),
             QT_TRANSLATE_NOOP("Binary", "programs that tell the collector where pointers are")},
    SizeText{"gc_masks", QT_TRANSLATE_NOOP("Binary", "GC masks"),
             QT_TRANSLATE_NOOP("Binary", "made of them at start; not in the file")},
    SizeText{"symbol_table", QT_TRANSLATE_NOOP("Binary", "symbol table"),
             QT_TRANSLATE_NOOP("Binary", "symtab and its names; not loaded")},
    SizeText{"dynamic_symbol_table", QT_TRANSLATE_NOOP("Binary", "dynamic symbols"),
             QT_TRANSLATE_NOOP("Binary", "dynsym and its names, for the dynamic linker")},
    SizeText{"relocation_tables", QT_TRANSLATE_NOOP("Binary", "relocation tables"),
             QT_TRANSLATE_NOOP("Binary", "read by the dynamic linker at start")},
    SizeText{"dwarf", QT_TRANSLATE_NOOP("Binary", "DWARF"),
             QT_TRANSLATE_NOOP("Binary", "debug information in the file; not loaded")},
    SizeText{"loaded", QT_TRANSLATE_NOOP("Binary", "loaded in all"),
             QT_TRANSLATE_NOOP("Binary", "in memory, with bss")},
};

void readSizes(BinaryFacts& facts, const QJsonObject& binary) {
    const QJsonObject sizes = binary[u"sizes"].toObject();
    for (const SizeText& one : kSizes)
        if (const quint64 bytes = number(sizes[QLatin1String(one.key)]); bytes > 0)
            facts.sizes.push_back({tr(one.name), bytes, tr(one.meaning)});
    const QJsonArray sections = binary[u"sections"].toArray();
    for (const QJsonValue& value : sections) {
        const QJsonObject section = value.toObject();
        facts.sections.push_back({text(section[u"name"]), number(section[u"bytes"]),
                                  section[u"loaded"].toBool(), section[u"in_file"].toBool()});
    }
    facts.metadata.push_back({tr("functions"), number(binary[u"functions"]), 0});
    facts.metadata.push_back({tr("packages with code"), number(binary[u"packages"]), 0});
    const QJsonObject types = binary[u"types"].toObject();
    const auto add = [&](const QString& name, QLatin1String key) {
        const QJsonObject tally = types[key].toObject();
        if (!tally.isEmpty())
            facts.metadata.push_back({name, number(tally[u"count"]), number(tally[u"bytes"])});
    };
    add(tr("typelinks: types without a name"), QLatin1String("typelinks"));
    add(tr("types reached from typelinks and itabs"), QLatin1String("reachable"));
    add(tr("itabs, entered one by one at start"), QLatin1String("itabs"));
}

QString relocationMeaning(const QString& kind, bool bindNow) {
    if (kind == QLatin1String("RELATIVE"))
        return tr("adds the load address to a pointer, at start");
    if (kind == QLatin1String("JUMP_SLOT"))
        return bindNow ? tr("symbol look-up of a call, at start (bind now)")
                       : tr("symbol look-up of a call, at its first use (lazy)");
    if (kind == QLatin1String("COPY"))
        return tr("symbol look-up and a copy of a library's variable, at start");
    if (kind == QLatin1String("IRELATIVE"))
        return tr("calls a function that chooses the address, at start");
    if (kind.startsWith(QLatin1String("TPOFF")) || kind.startsWith(QLatin1String("DTPMOD")))
        return tr("place of a thread-local variable, at start");
    if (kind == QLatin1String("GLOB_DAT") || kind == QLatin1String("64") || kind == QLatin1String("ABS64"))
        return tr("symbol look-up, at start");
    return {};
}

void readLinker(BinaryFacts& facts, const QJsonObject& binary) {
    const QJsonObject dynamic = binary[u"dynamic"].toObject();
    const QJsonObject relocations = dynamic[u"relocations"].toObject();
    const bool bindNow = dynamic[u"bind_now"].toBool();
    facts.isStatic = binary[u"link"].toObject()[u"static"].toBool();
    const QJsonArray needed = dynamic[u"needed"].toArray();
    for (const QJsonValue& library : needed)
        facts.libraries << text(library);
    const QJsonObject kinds = relocations[u"by_kind"].toObject();
    for (auto it = kinds.begin(); it != kinds.end(); ++it)
        facts.relocations.push_back(
            {text(it.key()), number(it.value()), relocationMeaning(it.key(), bindNow)});
    std::ranges::stable_sort(facts.relocations, std::ranges::greater{}, &BinaryRelocation::count);
    FactList list(facts.linker);
    const QString interpreter = text(dynamic[u"interpreter"]);
    list.add(tr("interpreter"), interpreter.isEmpty() ? tr("none: static") : interpreter);
    if (!facts.isStatic)
        list.add(tr("binding"),
                 bindNow ? tr("now: all symbols at start") : tr("lazy: calls at their first use"));
    list.add(tr("relocations"), countText(number(relocations[u"total"])));
    if (const quint64 packed = number(relocations[u"relr"]); packed > 0)
        list.add(tr("of them packed (RELR)"), countText(packed));
    list.add(tr("soname"), text(dynamic[u"soname"]));
    list.add(tr("rpath"), text(dynamic[u"rpath"]));
    list.add(tr("runpath"), text(dynamic[u"runpath"]));
}

void readDiagnostics(BinaryFacts& facts, const QJsonArray& diagnostics) {
    for (const QJsonValue& value : diagnostics) {
        const QJsonObject one = value.toObject();
        facts.diagnostics.push_back({Diagnostic::Severity::Notice, text(one[u"message"]).toStdString(),
                                     text(one[u"hint"]).toStdString(), 0});
    }
}

} // namespace

BinaryOutcome parseBinaryFacts(const std::string& json) {
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(QByteArray::fromStdString(json), &error);
    const QJsonObject binary = document[u"binary"].toObject();
    if (binary.isEmpty())
        return tl::unexpected(
            Error{"the facts of the program are damaged",
                  document.isNull() ? error.errorString().toStdString() : std::string("no key \"binary\""),
                  "open the program's file instead"});
    auto facts = std::make_shared<BinaryFacts>();
    const QJsonObject source = document[u"source"].toObject();
    facts->path = text(source[u"path"]);
    facts->bytes = number(source[u"bytes"]);
    facts->headline = headline(binary, facts->bytes);
    readBuild(*facts, binary);
    readInits(*facts, binary[u"init_tasks"].toObject());
    readSizes(*facts, binary);
    readLinker(*facts, binary);
    readDiagnostics(*facts, binary[u"diagnostics"].toArray());
    return facts;
}

Result<std::string> readBinaryJson(const QString& path, PackageUses uses) {
    auto input = InputFile::open(encodedPath(path));
    if (!input)
        return tl::unexpected(input.error());
    Source source{input->path(), 0, input->info().modified, {}};
    auto file = LazyFile::open(*std::move(input));
    if (!file)
        return tl::unexpected(file.error());
    source.bytes = file->size();
    const auto binary = gobinary::GoBinary::read(*std::move(file), source.path);
    if (!binary)
        return tl::unexpected(binary.error());
    return binaryJson(source, *binary, uses);
}

BinaryOutcome readBinaryFacts(const QString& path) {
    return readBinaryJson(path, PackageUses::Leave).and_then(parseBinaryFacts);
}

bool isElfFile(const QString& path) {
    constexpr qint64 kMark = 4;
    if (path.startsWith(QLatin1Char(':')) || !QFileInfo(path).isFile()) // reading a pipe would take from it
        return false;
    QFile file(path);
    return file.open(QIODevice::ReadOnly) && isElf(file.read(kMark).toStdString());
}

} // namespace rt0::ui
