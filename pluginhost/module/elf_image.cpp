#include "pluginhost/module/elf_image.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <optional>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>

#include <elf.h>
#include <link.h>

namespace stellatune {
namespace {

constexpr const char* kDomain = "module.elf";
/// No honest table is longer; keeps a garbled count from costing time.
constexpr uint64_t kMostEntries = 1 << 20;

#if __SIZEOF_POINTER__ == 8
constexpr unsigned char kNativeClass = ELFCLASS64;
#else
constexpr unsigned char kNativeClass = ELFCLASS32;
#endif

#if defined(__x86_64__)
constexpr uint16_t kNativeMachine = EM_X86_64;
#elif defined(__aarch64__)
constexpr uint16_t kNativeMachine = EM_AARCH64;
#elif defined(__i386__)
constexpr uint16_t kNativeMachine = EM_386;
#elif defined(__arm__)
constexpr uint16_t kNativeMachine = EM_ARM;
#elif defined(__riscv)
constexpr uint16_t kNativeMachine = EM_RISCV;
#else
#error "Name this machine, so that plugins for others are refused in words"
#endif

std::string machineName(uint16_t machine)
{
    switch (machine) {
    case EM_X86_64:
        return "x86-64";
    case EM_386:
        return "32-bit x86";
    case EM_AARCH64:
        return "64-bit ARM";
    case EM_ARM:
        return "32-bit ARM";
    case EM_RISCV:
        return "RISC-V";
    case EM_PPC64:
        return "64-bit PowerPC";
    case EM_S390:
        return "S/390";
    default:
        return "another kind of machine (ELF number " + std::to_string(machine) + ")";
    }
}

Error corrupt(std::string message)
{
    return {ErrorCode::Corrupt, kDomain, std::move(message)};
}

/// Copies from the file's bytes, never beyond their end; copies, because tables need not be aligned.
class Bytes {
  public:
    explicit Bytes(const std::vector<std::byte>& file) : m_file(file) {}

    bool holds(uint64_t offset, uint64_t size) const
    {
        return offset <= m_file.size() && size <= m_file.size() - offset;
    }

    template <typename T>
    std::optional<T> at(uint64_t offset) const
    {
        static_assert(std::is_trivially_copyable_v<T>);
        if (!holds(offset, sizeof(T)))
            return std::nullopt;
        T value;
        std::memcpy(&value, m_file.data() + offset, sizeof(T));
        return value;
    }

    template <typename T>
    std::optional<T> entry(uint64_t tableOffset, uint64_t index) const
    {
        if (index > kMostEntries || tableOffset > m_file.size())
            return std::nullopt;
        return at<T>(tableOffset + index * sizeof(T));
    }

    /// A terminated text inside a string table.
    std::string text(uint64_t tableOffset, uint64_t tableSize, uint64_t index) const
    {
        if (!holds(tableOffset, tableSize) || index >= tableSize)
            return {};
        const char* begin = reinterpret_cast<const char*>(m_file.data()) + tableOffset + index;
        const uint64_t room = tableSize - index;
        const void* end = std::memchr(begin, '\0', room);
        return end == nullptr ? std::string() : std::string(begin, static_cast<const char*>(end));
    }

  private:
    const std::vector<std::byte>& m_file;
};

using Header = ElfW(Ehdr);
using Segment = ElfW(Phdr);
using Section = ElfW(Shdr);
using Dynamic = ElfW(Dyn);
using Symbol = ElfW(Sym);

Result<Header> readHeader(const Bytes& bytes)
{
    const auto header = bytes.at<Header>(0);
    if (!header || std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0)
        return corrupt("is not a library for Linux");
    const unsigned char nativeData = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? ELFDATA2LSB : ELFDATA2MSB;
    if (header->e_ident[EI_CLASS] != kNativeClass || header->e_ident[EI_DATA] != nativeData ||
        header->e_machine != kNativeMachine) {
        return Error{ErrorCode::Unsupported, kDomain,
                     "was built for " + machineName(header->e_machine) + "; this program runs on " +
                         machineName(kNativeMachine) + ": install the plugin's package for this system"};
    }
    if (header->e_phentsize != sizeof(Segment))
        return corrupt("is damaged: its table of segments is of an unknown kind");
    return *header;
}

/// Where in the file the loader would find what it maps at `address`.
std::optional<uint64_t> fileOffset(const std::vector<Segment>& segments, uint64_t address)
{
    for (const Segment& segment : segments) {
        if (segment.p_type == PT_LOAD && address >= segment.p_vaddr &&
            address - segment.p_vaddr < segment.p_filesz)
            return segment.p_offset + (address - segment.p_vaddr);
    }
    return std::nullopt;
}

void splitSearchPaths(const std::string& joined, std::vector<std::string>& paths)
{
    std::string_view rest = joined;
    while (!rest.empty()) {
        const size_t colon = rest.find(':');
        paths.emplace_back(rest.substr(0, colon));
        rest = colon == std::string_view::npos ? std::string_view() : rest.substr(colon + 1);
    }
}

void readDynamic(const Bytes& bytes, const std::vector<Segment>& segments, const Segment& table,
                 ElfImage& image)
{
    std::vector<Dynamic> entries;
    for (uint64_t i = 0; i < table.p_filesz / sizeof(Dynamic); ++i) {
        const auto entry = bytes.entry<Dynamic>(table.p_offset, i);
        if (!entry || entry->d_tag == DT_NULL)
            break;
        entries.push_back(*entry);
    }
    std::optional<uint64_t> strings;
    uint64_t stringsSize = 0;
    for (const Dynamic& entry : entries) {
        if (entry.d_tag == DT_STRTAB)
            strings = fileOffset(segments, entry.d_un.d_ptr);
        else if (entry.d_tag == DT_STRSZ)
            stringsSize = entry.d_un.d_val;
    }
    const auto text = [&](const Dynamic& entry) {
        return strings ? bytes.text(*strings, stringsSize, entry.d_un.d_val) : std::string();
    };
    for (const Dynamic& entry : entries) {
        switch (entry.d_tag) {
        case DT_NEEDED:
            image.needed.push_back(text(entry));
            break;
        case DT_SONAME:
            image.soname = text(entry);
            break;
        case DT_RPATH:
        case DT_RUNPATH:
            splitSearchPaths(text(entry), image.searchPaths);
            break;
        case DT_TEXTREL:
            image.hasTextRelocations = true;
            break;
        case DT_FLAGS:
            image.hasTextRelocations = image.hasTextRelocations || (entry.d_un.d_val & DF_TEXTREL) != 0;
            break;
        case DT_FLAGS_1:
            image.isNeverUnloaded = (entry.d_un.d_val & DF_1_NODELETE) != 0;
            break;
        default:
            break;
        }
    }
}

/// The loader itself does without sections, so a file whose section table is gone or garbled is no error.
void readSymbols(const Bytes& bytes, const Header& header, ElfImage& image)
{
    if (header.e_shentsize != sizeof(Section))
        return;
    for (uint64_t i = 0; i < header.e_shnum; ++i) {
        const auto section = bytes.entry<Section>(header.e_shoff, i);
        if (!section || section->sh_type != SHT_DYNSYM)
            continue;
        const auto strings = bytes.entry<Section>(header.e_shoff, section->sh_link);
        if (!strings || section->sh_link >= header.e_shnum)
            return;
        image.hasSymbolTable = true;
        const uint64_t count = std::min<uint64_t>(section->sh_size / sizeof(Symbol), kMostEntries);
        for (uint64_t s = 1; s < count; ++s) { // the first is none
            const auto symbol = bytes.entry<Symbol>(section->sh_offset, s);
            if (!symbol)
                break;
            ElfSymbol& entry = image.symbols.emplace_back();
            entry.name = bytes.text(strings->sh_offset, strings->sh_size, symbol->st_name);
            entry.isDefined = symbol->st_shndx != SHN_UNDEF;
            entry.isUnique = (symbol->st_info >> 4) == STB_GNU_UNIQUE;
        }
        return;
    }
}

} // namespace

std::string ElfImage::pin() const
{
    if (isNeverUnloaded)
        return "it was linked with -z nodelete, which forbids unloading";
    const auto unique = std::find_if(symbols.begin(), symbols.end(), [](const ElfSymbol& symbol) {
        return symbol.isDefined && symbol.isUnique;
    });
    if (unique != symbols.end())
        return "it defines the unique symbol " + unique->name +
               ", for which the loader keeps it: build it with -fno-gnu-unique";
    if (find("__cxa_thread_atexit") != nullptr || find("__cxa_thread_atexit_impl") != nullptr)
        return "a thread that still runs has used its thread_local objects, whose destructors run when that "
               "thread "
               "ends";
    return {};
}

const ElfSymbol* ElfImage::find(const std::string& name) const
{
    const auto found = std::find_if(symbols.begin(), symbols.end(),
                                    [&](const ElfSymbol& symbol) { return symbol.name == name; });
    return found == symbols.end() ? nullptr : &*found;
}

Result<ElfImage> parseElf(const std::vector<std::byte>& file)
{
    const Bytes bytes(file);
    const Result<Header> header = readHeader(bytes);
    if (!header)
        return header.error();

    std::vector<Segment> segments;
    for (uint64_t i = 0; i < header->e_phnum; ++i) {
        const auto segment = bytes.entry<Segment>(header->e_phoff, i);
        if (!segment)
            return corrupt("is cut short or damaged");
        // A library that is mapped beyond the end of its file kills the process at the first touch.
        if (segment->p_type == PT_LOAD && !bytes.holds(segment->p_offset, segment->p_filesz))
            return corrupt("is cut short or damaged");
        segments.push_back(*segment);
    }

    ElfImage image;
    for (const Segment& segment : segments) {
        if (segment.p_type == PT_GNU_STACK)
            image.hasExecutableStack = (segment.p_flags & PF_X) != 0;
        else if (segment.p_type == PT_TLS)
            image.hasThreadLocalData = true;
        else if (segment.p_type == PT_DYNAMIC)
            readDynamic(bytes, segments, segment, image);
    }
    image.isSharedLibrary = header->e_type == ET_DYN;
    readSymbols(bytes, *header, image);
    return image;
}

Result<ElfImage> readElf(const std::filesystem::path& path)
{
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) // a folder opens, and claims any size
        return Error{ErrorCode::Io, kDomain, "is no file"};
    std::ifstream stream(path, std::ios::binary | std::ios::ate);
    const std::streamoff size = stream ? std::streamoff(stream.tellg()) : -1;
    if (size < 0)
        return Error{ErrorCode::Io, kDomain, "cannot be read"};
    std::vector<std::byte> file(static_cast<size_t>(size));
    stream.seekg(0);
    stream.read(reinterpret_cast<char*>(file.data()), size);
    if (!stream)
        return Error{ErrorCode::Io, kDomain, "cannot be read"};
    return parseElf(file);
}

} // namespace stellatune
