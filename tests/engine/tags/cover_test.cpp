#include "engine/tags/tags.h"
#include "tests/fixtures/encoded_audio.h"

#include <string>

#include <gtest/gtest.h>

namespace stellatune {
namespace {

using namespace fixtures;
using Bytes = std::vector<unsigned char>;

class ReadCover : public testing::Test {
  protected:
    ReadCover()
    {
        runTool({"convert", "-size", "32x32", "xc:red", m_red.string()});
        runTool({"convert", "-size", "32x32", "xc:blue", m_blue.string()});
    }

    TempFolder m_folder;
    TempFolder m_pictures;
    std::filesystem::path m_red = m_pictures / "red.jpg";
    std::filesystem::path m_blue = m_pictures / "blue.png";
    Pcm m_pcm = sweep(4'410);
};

void expectCover(const std::filesystem::path& audio, const std::filesystem::path& picture,
                 const std::string& type)
{
    const std::optional<CoverImage> cover = readCover(audio);
    ASSERT_TRUE(cover);
    EXPECT_EQ(cover->mimeType, type);
    EXPECT_EQ(cover->bytes, readBytes(picture));
}

TEST_F(ReadCover, FlacPrefersTheFrontCover)
{
    const auto path = m_folder / "a.flac";
    encodeFlac(m_pcm, path, {"--picture=4||||" + m_blue.string(), "--picture=3||||" + m_red.string()});
    expectCover(path, m_red, "image/jpeg");
}

TEST_F(ReadCover, FlacWithAnotherPictureOnly)
{
    const auto path = m_folder / "a.flac";
    encodeFlac(m_pcm, path, {"--picture=4||||" + m_blue.string()});
    expectCover(path, m_blue, "image/png");
}

TEST_F(ReadCover, Mp3)
{
    const auto path = m_folder / "a.mp3";
    encodeMp3(m_pcm, path, {"--ti", m_red.string()});
    expectCover(path, m_red, "image/jpeg");
}

TEST_F(ReadCover, Opus)
{
    const auto path = m_folder / "a.opus";
    encodeOpus(m_pcm, path, {"--picture", m_blue.string()});
    expectCover(path, m_blue, "image/png");
}

TEST_F(ReadCover, TheTypeIsWhatTheBytesShow)
{
    const auto path = m_folder / "a.flac";
    encodeFlac(m_pcm, path, {"--picture=3|image/png||32x32x24|" + m_red.string()});
    expectCover(path, m_red, "image/jpeg");
}

TEST_F(ReadCover, BesideTheFileInAnyCase)
{
    const auto path = m_folder / "a.flac";
    encodeFlac(m_pcm, path);
    EXPECT_FALSE(readCover(path));
    std::filesystem::copy_file(m_blue, m_folder / "Front.PNG");
    expectCover(path, m_blue, "image/png");
    std::filesystem::copy_file(m_red, m_folder / "COVER.Jpeg");
    expectCover(path, m_red, "image/jpeg");
}

TEST_F(ReadCover, EmbeddedGoesBeforeBeside)
{
    const auto path = m_folder / "a.flac";
    encodeFlac(m_pcm, path, {"--picture=3||||" + m_blue.string()});
    std::filesystem::copy_file(m_red, m_folder / "cover.jpg");
    expectCover(path, m_blue, "image/png");
}

TEST_F(ReadCover, WhatIsNoPictureIsPassedOver)
{
    const auto path = m_folder / "a.flac";
    encodeFlac(m_pcm, path);
    writeBytes(m_folder / "cover.jpg", Bytes{'t', 'e', 'x', 't'});
    writeBytes(m_folder / "cover.png", Bytes{});
    std::filesystem::create_directory(m_folder / "folder.jpg");
    EXPECT_FALSE(readCover(path));
    std::filesystem::copy_file(m_red, m_folder / "front.jpg");
    expectCover(path, m_red, "image/jpeg");
}

} // namespace
} // namespace stellatune
