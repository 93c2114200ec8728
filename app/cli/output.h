#pragma once

#include "base/result.h"
#include "commandline.h"
#include "ingest/progress.h"
#include "timeline/startup.h"

#include <iosfwd>
#include <string>

/// How commands say things. Internal to app/cli.
namespace rt0::cli {

/// Says what is wrong and returns `code`.
int fail(std::ostream& err, const Error& error, ExitCode code);
/// What is worth saying of an input that could be read.
void printWarnings(std::ostream& err, const Document& document);
/// One line on the terminal that is wiped in the end.
Progress progressOn(std::ostream& err);
/// Both return an ExitCode.
int writeToStream(const std::string& content, std::ostream& out, std::ostream& err);
/// To the file that the options name, else to `out`. Never over an input.
int write(const std::string& content, const Options& options, std::ostream& out, std::ostream& err);

} // namespace rt0::cli
