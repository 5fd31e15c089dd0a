#include "app/ui/theme.h"

#include <QApplication>

#include <cmath>

namespace stellatune {
namespace {

bool isDarkColour(const QColor& colour)
{
    return colour.lightnessF() < 0.5F;
}

double linear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& colour)
{
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) +
           0.0722 * linear(colour.blueF());
}

} // namespace

const Colours& lightColours()
{
    static const Colours colours{
        .window = QColor(0xf3, 0xf4, 0xf4),
        .base = QColor(0xfe, 0xfe, 0xfe),
        .bar = QColor(0xf9, 0xfa, 0xfa),
        .hover = QColor(0xe8, 0xeb, 0xeb),
        .selected = QColor(0xd8, 0xeb, 0xe8),
        .groove = QColor(0xcf, 0xd4, 0xd5),
        .line = QColor(0xe2, 0xe5, 0xe6),
        .text = QColor(0x1b, 0x20, 0x22),
        .secondaryText = QColor(0x55, 0x5f, 0x63),
        .disabledText = QColor(0x9a, 0xa2, 0xa5),
        .accent = QColor(0x0b, 0x69, 0x60),
        .onAccent = QColor(0xff, 0xff, 0xff),
        .warning = QColor(0x8a, 0x3b, 0x12),
        .warningGround = QColor(0xfb, 0xee, 0xe3),
    };
    return colours;
}

const Colours& darkColours()
{
    static const Colours colours{
        .window = QColor(0x1a, 0x1d, 0x1f),
        .base = QColor(0x20, 0x24, 0x26),
        .bar = QColor(0x17, 0x1a, 0x1b),
        .hover = QColor(0x2c, 0x31, 0x34),
        .selected = QColor(0x27, 0x43, 0x42),
        .groove = QColor(0x44, 0x4b, 0x4f),
        .line = QColor(0x2b, 0x30, 0x33),
        .text = QColor(0xe8, 0xeb, 0xec),
        .secondaryText = QColor(0xa9, 0xb2, 0xb6),
        .disabledText = QColor(0x68, 0x71, 0x76),
        .accent = QColor(0x5c, 0xc8, 0xbb),
        .onAccent = QColor(0x08, 0x20, 0x1d),
        .warning = QColor(0xf3, 0xb0, 0x85),
        .warningGround = QColor(0x3a, 0x2a, 0x20),
    };
    return colours;
}

const Colours& coloursOf(const QPalette& palette)
{
    return isDarkColour(palette.color(QPalette::Active, QPalette::Window)) ? darkColours() : lightColours();
}

QPalette makePalette(const Colours& colours)
{
    QPalette palette(colours.text, colours.window, /*light*/ colours.hover, /*dark*/ colours.groove,
                     /*mid*/ colours.line, colours.text, colours.text, colours.base, colours.window);
    palette.setColor(QPalette::Button, colours.base);
    palette.setColor(QPalette::Midlight, colours.hover);
    palette.setColor(QPalette::Shadow, colours.line);
    palette.setColor(QPalette::AlternateBase, colours.base);
    palette.setColor(QPalette::Highlight, colours.accent);
    palette.setColor(QPalette::HighlightedText, colours.onAccent);
    palette.setColor(QPalette::Link, colours.accent);
    palette.setColor(QPalette::LinkVisited, colours.accent);
    palette.setColor(QPalette::ToolTipBase, colours.text);
    palette.setColor(QPalette::ToolTipText, colours.base);
    palette.setColor(QPalette::PlaceholderText, colours.secondaryText);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, colours.disabledText);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, colours.groove);
    return palette;
}

double contrastRatio(const QColor& a, const QColor& b)
{
    const double first = luminance(a);
    const double second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

Theme::Theme(ThemeChoice choice, QObject* parent)
    : QObject(parent), m_choice(choice),
      m_desktopDark(isDarkColour(QApplication::palette().color(QPalette::Window)))
{
    apply();
}

bool Theme::isDark() const
{
    return m_choice == ThemeChoice::Dark || (m_choice == ThemeChoice::System && m_desktopDark);
}

void Theme::setChoice(ThemeChoice choice)
{
    if (choice == m_choice)
        return;
    m_choice = choice;
    apply();
    emit choiceChanged(choice);
}

void Theme::setDesktopDark(bool dark)
{
    m_desktopDark = dark;
    apply();
}

void Theme::apply()
{
    const QPalette palette = makePalette(isDark() ? darkColours() : lightColours());
    if (palette != QApplication::palette())
        QApplication::setPalette(palette);
}

} // namespace stellatune
