#include "layout/layouthelper.h"

#include <cstdlib>

/// The layout helper alone, for tests whose own executable is not rt0scope. With RT0SCOPE_CRASH it does what
/// Graphviz does on some graphs.
int main(int argc, char** argv) {
    if (std::getenv("RT0SCOPE_CRASH") != nullptr)
        std::abort();
    if (rt0::layout::isLayoutHelper(argc, argv))
        rt0::layout::runLayoutHelper();
    return 2;
}
