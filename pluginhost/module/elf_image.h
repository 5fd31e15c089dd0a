// What a Linux library's file says about itself, read without loading it.
#pragma once

#include "pluginhost/base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace stellatune {

struct ElfSymbol {
    std::string name;
    bool isDefined = false; ///< exported from here; otherwise taken from elsewhere
    bool isUnique =
        false; ///< STB_GNU_UNIQUE: one copy a process, for which the loader keeps the library for good
};

struct ElfImage {
    bool isSharedLibrary = false;
    bool hasExecutableStack = false;
    bool hasTextRelocations = false;
    bool isNeverUnloaded = false;    ///< linked with -z nodelete
    bool hasThreadLocalData = false; ///< a TLS segment
    std::string soname;
    std::vector<std::string> needed;      ///< names of the libraries it wants
    std::vector<std::string> searchPaths; ///< of DT_RUNPATH and DT_RPATH, with $ORIGIN as written
    bool hasSymbolTable = false;          ///< false when the section table was cut away
    std::vector<ElfSymbol> symbols;       ///< of the dynamic symbol table

    /// Why the loader would keep such a library after it was closed, one sentence for people; empty when
    /// nothing tells that it would.
    std::string pin() const;
    const ElfSymbol* find(const std::string& name) const;
};

/// Reads a library for machines of this kind. Nothing in the file is trusted. ErrorCode::Corrupt for one that
/// is cut or no ELF file, Unsupported for another kind of machine; the message reads on from "<file> ".
Result<ElfImage> parseElf(const std::vector<std::byte>& file);
Result<ElfImage> readElf(const std::filesystem::path& path);

} // namespace stellatune
