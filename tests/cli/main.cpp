#include "commands.h"

#include <iostream>

/// The program without its window: what the exit code checks run.
int main(int argc, char** argv) {
    const auto parsed = rt0::cli::parse(argc, argv);
    if (const auto* exit = std::get_if<rt0::cli::Exit>(&parsed)) {
        (exit->code == rt0::cli::kOk ? std::cout : std::cerr) << exit->text;
        return exit->code;
    }
    return rt0::cli::runCommand(std::get<rt0::cli::Options>(parsed), std::cout, std::cerr, {});
}
