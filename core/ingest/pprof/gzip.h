#pragma once

#include "base/filebytes.h"
#include "base/result.h"

#include <string>
#include <string_view>

/// gzip files (RFC 1952), as pprof profiles come.
namespace rt0::pprof {

bool isGzip(std::string_view head);

struct Inflated {
    FileBytes bytes;
    bool complete = true; ///< false: the file is cut short or damaged, and these are the bytes before that
};

/// All members of a gzip file. Errors: nothing of it can be read, or it would grow to more
/// than 4 GiB or about 100 times the file's size; `where` names the file.
Result<Inflated> inflateGzip(std::string_view file, const std::string& where);

/// The first bytes of a gzip file's content, of which `head` is the begin; at most `longest`.
std::string inflatedHead(std::string_view head, std::size_t longest);

} // namespace rt0::pprof
