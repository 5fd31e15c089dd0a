// The badge of the signal path: its words, its ring, and what it says where there is little room.
#include "app/ui/signal_badge.h"

#include "app/ui/theme.h"

#include <QImage>

#include <gtest/gtest.h>

namespace stellatune::testing {
namespace {

SignalPath flac(const DeviceChoice& choice, const std::string& transparentUpTo)
{
    SignalPath path;
    path.codec = "FLAC";
    path.sourceFormat = {44'100, ChannelLayout::standard(2)};
    path.significantBits = 16;
    path.lossless = true;
    path.outputFormat = path.sourceFormat;
    path.bufferFrames = 2'048;
    path.choice = choice;
    path.transparentUpTo = transparentUpTo;
    return path;
}

class SignalBadgeTest : public ::testing::Test {
  protected:
    /// Whether anything is drawn in the accent colour, in which the ring is.
    bool isRingSeen(const SignalPath& path)
    {
        m_badge.setPath(path);
        m_badge.resize(600, m_badge.sizeHint().height());
        const QImage picture = m_badge.grab().toImage();
        const QRgb accent = coloursOf(m_badge.palette()).accent.rgb();
        for (int y = 0; y < picture.height(); ++y) {
            for (int x = 0; x < picture.width(); ++x) {
                if (picture.pixel(x, y) == accent)
                    return true;
            }
        }
        return false;
    }

    Theme m_theme{ThemeChoice::Light};
    SignalBadge m_badge;
};

TEST_F(SignalBadgeTest, TheRingIsThereWhereEachSampleIsKnownToArrive)
{
    EXPECT_TRUE(isRingSeen(flac({"alsa", "hw:0"}, "the device")));
    EXPECT_TRUE(isRingSeen(flac({"file", "a.wav"}, "the file")));
    SignalPath quiet = flac({"alsa", "hw:0"}, "the device");
    quiet.volumeIsOne = false;
    EXPECT_FALSE(isRingSeen(quiet));
    EXPECT_FALSE(isRingSeen(flac({"alsa", "default"}, ""))) << "nobody knows";
}

TEST_F(SignalBadgeTest, ASoundServerHasNoRingWhateverItIsCalled)
{
    for (const char* interface : {"pulse", "jack"}) {
        for (const char* name : {"the sound server", "the server of this machine"}) {
            EXPECT_FALSE(isRingSeen(flac({interface, ""}, name))) << interface << name;
            EXPECT_EQ(m_badge.accessibleDescription().toStdString(),
                      std::string("FLAC 44.1 kHz 16 bit, bit-perfect to ") + name);
        }
    }
}

TEST_F(SignalBadgeTest, WhereThereIsLittleRoomItSaysLessOfTheEnd)
{
    const auto shortWords = [this](const SignalPath& path) {
        m_badge.setPath(path);
        const QString all = m_badge.accessibleDescription();
        EXPECT_EQ(m_badge.shownText(m_badge.sizeHint().width()), all);
        return m_badge.shownText(m_badge.fontMetrics().horizontalAdvance(all) - 1).toStdString();
    };
    EXPECT_EQ(shortWords(flac({"pulse", ""}, "the sound server")),
              "FLAC 44.1 kHz 16 bit, bit-perfect to the server");
    EXPECT_EQ(shortWords(flac({"file", "a.wav"}, "the file on the disk")),
              "FLAC 44.1 kHz 16 bit, bit-perfect");
}

TEST_F(SignalBadgeTest, CannotBePressedWhereNothingPlays)
{
    EXPECT_FALSE(m_badge.isEnabled());
    m_badge.setPath(flac({"pulse", ""}, "the sound server"));
    EXPECT_TRUE(m_badge.isEnabled());
    m_badge.setPath(std::nullopt);
    EXPECT_FALSE(m_badge.isEnabled());
    EXPECT_EQ(m_badge.toolTip(), "");
}

} // namespace
} // namespace stellatune::testing
