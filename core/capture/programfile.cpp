#include "capture/programfile.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <elf.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/xattr.h>

namespace rt0::capture {
namespace {

/// More program headers than any linker writes (PN_XNUM aside).
constexpr std::size_t kMaxSegments = 1024;

tl::unexpected<Error> refuse(std::string what, const std::string& where, std::string hint = {}) {
    return tl::unexpected(Error{std::move(what), where, std::move(hint)});
}

std::string absolute(const std::string& path, const std::string& workingDirectory) {
    if (path.starts_with('/'))
        return path;
    std::string base = workingDirectory;
    if (base.empty()) {
        std::array<char, 4096> buffer{};
        if (getcwd(buffer.data(), buffer.size()) != nullptr)
            base = buffer.data();
    }
    return base + "/" + path;
}

/// execvp's search: the first file in PATH that may be executed.
std::string inSearchPath(const std::string& name) {
    const char* variable = std::getenv("PATH");
    const std::string_view path = variable == nullptr ? "/bin:/usr/bin" : variable;
    for (std::size_t from = 0; from <= path.size();) {
        const std::size_t to = std::min(path.find(':', from), path.size());
        const std::string folder(to == from ? "." : path.substr(from, to - from));
        const std::string candidate = folder + "/" + name;
        struct stat info {};
        if (stat(candidate.c_str(), &info) == 0 && S_ISREG(info.st_mode) &&
            access(candidate.c_str(), X_OK) == 0)
            return candidate;
        from = to + 1;
    }
    return {};
}

Result<void> checkFile(int fd, const std::string& path) {
    struct stat info {};
    if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode))
        return refuse("is not a file that can be run", path);
    if (access(path.c_str(), X_OK) != 0)
        return refuse("is not executable", path, "give it the permission: chmod +x");
    const bool otherUser = (info.st_mode & S_ISUID) != 0 && info.st_uid != geteuid();
    const bool otherGroup = (info.st_mode & S_ISGID) != 0 && info.st_gid != getegid();
    if (otherUser || otherGroup)
        return refuse(
            "runs with another user's rights (setuid or setgid); the kernel refuses to let it be measured",
            path, "record as that user, or record a copy of the file: cp drops the bit");
    if (geteuid() != 0 && fgetxattr(fd, "security.capability", nullptr, 0) > 0)
        return refuse("has file capabilities; the kernel refuses to let it be measured", path,
                      "record as root, or record a copy of the file: cp drops them");
    return {};
}

/// What the first bytes of a file that is not an ELF file say about it.
tl::unexpected<Error> notElf(std::string_view head, const std::string& path) {
    if (!head.starts_with("#!"))
        return refuse("is not an ELF program", path, "give the program that the Go linker wrote");
    const std::string_view line = head.substr(2, head.find('\n', 2) - 2);
    return refuse(fmt::format("is a script for {}", line.substr(line.find_first_not_of(' '))), path,
                  "give the Go program that the script starts");
}

} // namespace

Result<ProgramFile> ProgramFile::open(const std::string& command, const std::string& workingDirectory) {
    ProgramFile file;
    if (command.find('/') != std::string::npos)
        file.m_path = absolute(command, workingDirectory);
    else if (std::string found = inSearchPath(command); !found.empty())
        file.m_path = absolute(found, {});
    else
        return refuse("not found in PATH", command, "give the path of the program, for example ./" + command);

    file.m_file = FileDescriptor(::open(file.m_path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!file.m_file)
        return refuse(errno == ENOENT ? "no such file" : std::strerror(errno), file.m_path,
                      errno == EACCES ? "the recorder must read the program: it needs its functions" : "");
    if (const auto checked = checkFile(file.m_file.get(), file.m_path); !checked)
        return tl::unexpected(checked.error());
    if (const auto read = file.readHeaders(); !read)
        return tl::unexpected(read.error());
    return file;
}

Result<void> ProgramFile::readHeaders() {
    std::array<char, 256> head{};
    const ssize_t got = pread(m_file.get(), head.data(), head.size(), 0);
    const std::string_view bytes(head.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
    if (bytes.size() < sizeof(Elf64_Ehdr) || !bytes.starts_with(std::string_view(ELFMAG, SELFMAG)))
        return notElf(bytes, m_path);
    Elf64_Ehdr header{};
    std::memcpy(&header, head.data(), sizeof header);
    if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_machine != EM_X86_64)
        return refuse(fmt::format("is built for another architecture (ELF machine {})", header.e_machine),
                      m_path,
                      "the recorder measures linux/amd64 programs; build with GOOS=linux GOARCH=amd64");
    if (header.e_type != ET_EXEC && header.e_type != ET_DYN)
        return refuse("is an ELF file, but not a program", m_path, "give the linked executable");
    if (header.e_phentsize != sizeof(Elf64_Phdr))
        return refuse("has damaged ELF program headers", m_path);
    m_entry = header.e_entry;
    return readSegments(header.e_phoff, header.e_phnum);
}

Result<void> ProgramFile::readSegments(std::uint64_t offset, std::size_t count) {
    std::vector<Elf64_Phdr> headers(std::min(count, kMaxSegments));
    const std::size_t wanted = headers.size() * sizeof(Elf64_Phdr);
    if (count > kMaxSegments || pread(m_file.get(), headers.data(), wanted, static_cast<off_t>(offset)) !=
                                    static_cast<ssize_t>(wanted))
        return refuse("has damaged ELF program headers", m_path);
    for (const Elf64_Phdr& header : headers) {
        if (header.p_type == PT_INTERP) {
            std::array<char, 256> name{};
            const std::size_t length = std::min<std::size_t>(header.p_filesz, name.size() - 1);
            if (pread(m_file.get(), name.data(), length, static_cast<off_t>(header.p_offset)) > 0)
                m_interpreter = name.data();
        }
        if (header.p_type != PT_LOAD || header.p_vaddr + header.p_memsz < header.p_vaddr)
            continue;
        m_segments.push_back(
            {header.p_vaddr, header.p_offset, header.p_filesz, (header.p_flags & PF_X) != 0});
        m_lowest = std::min<std::uint64_t>(m_lowest, header.p_vaddr);
        m_highest = std::max<std::uint64_t>(m_highest, header.p_vaddr + header.p_memsz);
    }
    if (m_segments.empty())
        return refuse("holds nothing that could be run", m_path);
    return {};
}

bool ProgramFile::isCode(std::uint64_t address, std::uint64_t length) const {
    return std::ranges::any_of(m_segments, [&](const Segment& s) {
        return s.executable && address >= s.address && length <= s.fileBytes &&
               address - s.address <= s.fileBytes - length;
    });
}

std::string ProgramFile::code(std::uint64_t address, std::size_t length) const {
    for (const Segment& segment : m_segments) {
        if (!segment.executable || address < segment.address ||
            address - segment.address >= segment.fileBytes)
            continue;
        const std::uint64_t inside = address - segment.address;
        std::string bytes(std::min<std::uint64_t>(length, segment.fileBytes - inside), '\0');
        const ssize_t got =
            pread(m_file.get(), bytes.data(), bytes.size(), static_cast<off_t>(segment.fileOffset + inside));
        bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
        return bytes;
    }
    return {};
}

} // namespace rt0::capture
