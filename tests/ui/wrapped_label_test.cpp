#include "app/ui/wrapped_label.h"

#include <gtest/gtest.h>

namespace stellatune::testing {
namespace {

class WrappedLabelTest : public ::testing::Test {
  protected:
    int linesFor(int width)
    {
        return (m_label.heightForWidth(width) + 2) / m_label.fontMetrics().lineSpacing();
    }
    int widthOf(const QString& text) const { return m_label.fontMetrics().horizontalAdvance(text); }

    WrappedLabelTest() { m_label.show(); }

    WrappedLabel m_label{3, QPalette::WindowText};
};

TEST_F(WrappedLabelTest, WhatFitsStandsOnALineAndHasNoTooltip)
{
    m_label.setText("Built in");
    m_label.resize(200, 40);
    EXPECT_EQ(linesFor(200), 1);
    EXPECT_TRUE(m_label.toolTip().isEmpty());
    EXPECT_EQ(m_label.accessibleName(), "Built in");
}

TEST_F(WrappedLabelTest, AWordWithoutEndIsBrokenAndThenCut)
{
    const QString word(400, QLatin1Char('w'));
    m_label.setText(word);
    EXPECT_EQ(linesFor(widthOf(word) / 2 + 20), 2);
    m_label.resize(120, 80);
    EXPECT_EQ(linesFor(120), 3) << "and no more";
    EXPECT_EQ(m_label.toolTip(), word);
    m_label.resize(widthOf(word) + 20, 80);
    EXPECT_TRUE(m_label.toolTip().isEmpty());
}

} // namespace
} // namespace stellatune::testing
