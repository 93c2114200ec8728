#pragma once

#include <string>
#include <string_view>

/// Import paths as the names of linked functions hold them.
namespace rt0 {

/// "gopkg.in/yaml%2ev2" -> "gopkg.in/yaml.v2": undoes what the linker does to a package path
/// (cmd/internal/objabi/path.go, PathToPrefix). Text that is not such an escape stays.
std::string unescapedImportPath(std::string_view package);

/// "gopkg.in/yaml.v2" -> "gopkg.in/yaml%2ev2": what PathToPrefix does.
std::string escapedImportPath(std::string_view package);

/// "net/http" of "net/http.init.0"; empty when the function is no init.
std::string_view packageOfInit(std::string_view function);

/// "net/http" of "net/http.(*Server).Serve"; empty for C functions and for what the compiler makes for a
/// type.
std::string_view packageOfFunction(std::string_view function);

} // namespace rt0
