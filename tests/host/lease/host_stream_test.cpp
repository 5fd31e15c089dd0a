// What plugins read through, when the disk or the listener does not play along.
#include "pluginhost/stream/host_stream.h"

#include "pluginhost/lease/running_call.h"
#include "pluginhost/stream/file_stream.h"
#include "tests/fixtures/child_process.h"

#include <array>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

namespace stellatune {
namespace {

std::unique_ptr<ByteStream> openFile(const std::filesystem::path& path)
{
    Result<std::unique_ptr<ByteStream>> opened = FileStream::open(path);
    if (!opened) {
        ADD_FAILURE() << opened.error().message;
        return nullptr;
    }
    return std::move(*opened);
}

class HostStreamTest : public ::testing::Test {
  protected:
    int32_t read(HostStream& stream, uint64_t size = 4)
    {
        const StStream seen = stream.asPluginSeesIt();
        return seen.functions->read(seen.handle, m_bytes.data(), size, &m_count);
    }

    std::array<char, 16> m_bytes{};
    uint64_t m_count = 0;
    testing::TemporaryFolder m_folder;
};

TEST_F(HostStreamTest, ReadsSeeksAndTells)
{
    std::ofstream(m_folder.path() / "file") << "0123456789";
    HostStream stream(openFile(m_folder.path() / "file"));
    const StStream seen = stream.asPluginSeesIt();
    uint64_t number = 0;
    EXPECT_EQ(seen.functions->size(seen.handle, &number), ST_OK);
    EXPECT_EQ(number, 10u);
    EXPECT_EQ(seen.functions->seek(seen.handle, 7), ST_OK);
    EXPECT_EQ(read(stream), ST_OK);
    EXPECT_EQ(std::string(m_bytes.data(), m_count), "789");
    EXPECT_EQ(seen.functions->tell(seen.handle, &number), ST_OK);
    EXPECT_EQ(number, 10u);
    EXPECT_EQ(read(stream), ST_OK);
    EXPECT_EQ(m_count, 0u);
    EXPECT_EQ(seen.functions->seek(seen.handle, 1000), ST_OK);
    EXPECT_EQ(read(stream), ST_OK);
    EXPECT_EQ(m_count, 0u);
}

TEST_F(HostStreamTest, ADiskThatFailsIsAnErrorAndNoException)
{
    // Reading a process's memory at address 0 fails as a disk does.
    HostStream stream(openFile("/proc/self/mem"));
    EXPECT_EQ(read(stream), ST_ERR_IO);
    ASSERT_TRUE(stream.lastError());
    EXPECT_NE(stream.lastError()->message.find("mem"), std::string::npos);
}

TEST_F(HostStreamTest, AnInterruptionEndsReadingForGood)
{
    std::ofstream(m_folder.path() / "file") << "0123456789";
    HostStream stream(openFile(m_folder.path() / "file"));
    const StStream seen = stream.asPluginSeesIt();
    seen.functions->interrupt(seen.handle);
    EXPECT_EQ(read(stream), ST_ERR_CANCELLED);
    EXPECT_EQ(seen.functions->seek(seen.handle, 0), ST_ERR_CANCELLED);
    uint64_t number = 7;
    EXPECT_EQ(seen.functions->tell(seen.handle, &number), ST_OK);
    EXPECT_EQ(number, 0u);
}

TEST_F(HostStreamTest, WhatTheHostThrowsStaysInTheHostAndIsNotThePluginsDoing)
{
    class Throwing final : public ByteStream {
      public:
        Result<size_t> read(std::span<std::byte>) override
        {
            EXPECT_EQ(pluginInCharge().pluginId, nullptr);
            throw std::runtime_error("unforeseen");
        }
        bool isSeekable() const override { return false; }
        Result<void> seek(uint64_t) override { return {}; }
        uint64_t position() const override { throw std::bad_alloc(); }
        std::optional<uint64_t> size() const override { return std::nullopt; }
        void interrupt() override {}
    };
    HostStream stream(std::make_shared<Throwing>());
    const PluginCallScope plugin("org.example.decoder", "read");
    EXPECT_EQ(read(stream), ST_ERR_INTERNAL);
    EXPECT_STREQ(pluginInCharge().pluginId, "org.example.decoder");
    const StStream seen = stream.asPluginSeesIt();
    uint64_t number = 0;
    EXPECT_EQ(seen.functions->tell(seen.handle, &number), ST_ERR_NO_MEMORY);
    EXPECT_EQ(seen.functions->seek, nullptr);
    EXPECT_EQ(seen.functions->size(seen.handle, &number), ST_OK);
    EXPECT_EQ(number, ST_SIZE_UNKNOWN);
}

TEST(FileStream, OpensRegularFilesOnly)
{
    testing::TemporaryFolder folder;
    EXPECT_EQ(FileStream::open(folder.path()).error().code, ErrorCode::Unsupported);
    EXPECT_EQ(FileStream::open(folder.path() / "none").error().code, ErrorCode::NotFound);
}

} // namespace
} // namespace stellatune
