#include "base/result.h"

namespace rt0 {

std::string Error::message() const {
    std::string text;
    if (!where.empty())
        text += where + ": ";
    text += what;
    if (!hint.empty())
        text += "; " + hint;
    return text;
}

} // namespace rt0
