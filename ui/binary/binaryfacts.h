#pragma once

#include "base/diagnostic.h"
#include "base/result.h"
#include "report/binaryreport.h"

#include <QString>
#include <QStringList>
#include <memory>
#include <vector>

/// A program built by Go as the Binary view shows it. Its only source is the JSON of `rt0scope inspect
/// --json` (core/report/FORMAT.md): that of a recording and that of a file just opened are read by the same
/// code.
namespace rt0::ui {

struct BinaryFact {
    QString name;
    QString value;
};

struct BinaryModule {
    QString path;
    QString version;
    QString replacement; ///< "path version"; empty without one
    QString sum;
};

/// An init function; a task without a list of them has one row with an empty name.
struct BinaryInit {
    quint64 order = 0; ///< of its task, 1 = runs first
    QString package;
    QString function; ///< as linked: "net/http.init.0"
    QString place;    ///< "file:line"; empty when unknown
    bool ofRuntime = false;
};

struct BinarySize {
    QString name;
    quint64 bytes = 0;
    QString meaning;
};

struct BinarySection {
    QString name;
    quint64 bytes = 0;
    bool loaded = false;
    bool inFile = false;
};

struct BinaryRelocation {
    QString kind;
    quint64 count = 0;
    QString meaning; ///< what has to be done for one, and when
};

struct BinaryMetadata {
    QString name;
    quint64 count = 0;
    quint64 bytes = 0; ///< 0: not known
};

struct BinaryFacts {
    QString path;
    QString headline; ///< "57.3 MB · built by go1.24.3 · amd64, PIE, dynamic, cgo"
    quint64 bytes = 0;
    std::vector<BinaryFact> build; ///< build info, settings, linking
    std::vector<BinaryModule> modules;
    std::vector<BinaryInit> inits; ///< in the order in which they run
    quint64 initTasks = 0;
    bool initsComplete = false;
    std::vector<BinarySize> sizes; ///< parts may lie in each other
    std::vector<BinarySection> sections;
    std::vector<BinaryMetadata> metadata;
    std::vector<BinaryFact> linker; ///< what the dynamic linker has to do
    std::vector<BinaryRelocation> relocations;
    QStringList libraries; ///< needed, in the order in which they are loaded
    bool isStatic = false;
    std::vector<Diagnostic> diagnostics;
};

using BinaryOutcome = Result<std::shared_ptr<const BinaryFacts>>;

/// From the JSON text. Keys that are missing leave their part empty. Errors: no JSON, not of a binary.
BinaryOutcome parseBinaryFacts(const std::string& json);

/// The JSON text of a program's file. Errors: as gobinary::GoBinary::open.
Result<std::string> readBinaryJson(const QString& path, PackageUses uses);

/// Reads a program's file. Errors: as gobinary::GoBinary::open.
BinaryOutcome readBinaryFacts(const QString& path);

/// True for a regular file with the ELF mark; false when it cannot be read.
bool isElfFile(const QString& path);

} // namespace rt0::ui
