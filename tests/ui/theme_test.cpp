#include "app/ui/theme.h"

#include <QApplication>

#include <gtest/gtest.h>

namespace stellatune::testing {
namespace {

constexpr double kReadable = 4.5;
constexpr double kVisible = 3.0; ///< for shapes that say something: the focus ring, a slider's filled part

class EachTheme : public ::testing::TestWithParam<bool> {
  protected:
    const Colours& colours() const { return GetParam() ? darkColours() : lightColours(); }
};

TEST_P(EachTheme, TextIsReadableOnEveryGround)
{
    const Colours& c = colours();
    for (const QColor& ground : {c.window, c.base, c.bar, c.hover, c.selected}) {
        EXPECT_GE(contrastRatio(c.text, ground), kReadable) << ground.name().toStdString();
        EXPECT_GE(contrastRatio(c.secondaryText, ground), kReadable) << ground.name().toStdString();
        EXPECT_GE(contrastRatio(c.accent, ground), kReadable) << ground.name().toStdString();
        EXPECT_GE(contrastRatio(c.warning, ground), kReadable) << ground.name().toStdString();
    }
    EXPECT_GE(contrastRatio(c.onAccent, c.accent), kReadable);
    EXPECT_GE(contrastRatio(c.warning, c.warningGround), kReadable);
    EXPECT_GE(contrastRatio(c.text, c.warningGround), kReadable);
}

TEST_P(EachTheme, TheAccentStandsOutFromTheGroove)
{
    EXPECT_GE(contrastRatio(colours().accent, colours().groove), kVisible);
}

TEST_P(EachTheme, ThePaletteLeadsBackToItsColours)
{
    EXPECT_EQ(&coloursOf(makePalette(colours())), &colours());
}

INSTANTIATE_TEST_SUITE_P(Theme, EachTheme, ::testing::Bool(),
                         [](const auto& theme) { return theme.param ? "Dark" : "Light"; });

TEST(Contrast, IsTheOneOfWcag)
{
    EXPECT_NEAR(contrastRatio(Qt::black, Qt::white), 21.0, 0.01);
    EXPECT_NEAR(contrastRatio(Qt::white, Qt::white), 1.0, 0.01);
    EXPECT_NEAR(contrastRatio(QColor(0x76, 0x76, 0x76), Qt::white), 4.54, 0.01);
}

TEST(ThemeSwitch, FollowsTheDesktopUntilTheUserChooses)
{
    const auto isDark = [] { return &coloursOf(QApplication::palette()) == &darkColours(); };
    Theme theme(ThemeChoice::System);
    theme.setDesktopDark(true);
    EXPECT_TRUE(isDark());
    theme.setDesktopDark(false);
    EXPECT_FALSE(isDark());
    theme.setChoice(ThemeChoice::Dark);
    EXPECT_TRUE(isDark());
    theme.setDesktopDark(false);
    EXPECT_TRUE(isDark());
    theme.setChoice(ThemeChoice::System);
    EXPECT_FALSE(isDark());
}

} // namespace
} // namespace stellatune::testing
