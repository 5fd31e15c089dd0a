// Every colour of the window, light and dark, and which of the two is in force.
#pragma once

#include <QColor>
#include <QObject>
#include <QPalette>

namespace stellatune {

/// What a thing is for, not what it looks like. Each text colour has a contrast of at least 4.5 on each
/// ground it may stand on; a test computes it.
struct Colours {
    QColor window;   ///< side panel, menus, dialogs
    QColor base;     ///< the content: playlist, text fields
    QColor bar;      ///< the transport bar
    QColor hover;    ///< under the pointer
    QColor selected; ///< rows chosen by the user
    QColor groove;   ///< the empty part of a slider, borders of fields
    QColor line;     ///< hairlines between areas
    QColor text;
    QColor secondaryText; ///< what can be read second: artist, times, headings
    QColor disabledText;
    QColor accent; ///< what plays, what is on, where the keyboard is
    QColor onAccent;
    QColor warning; ///< text and icon of a message
    QColor warningGround;
};

const Colours& lightColours();
const Colours& darkColours();
/// The set that a palette made by makePalette() belongs to; for another palette the one nearer in lightness.
const Colours& coloursOf(const QPalette& palette);
QPalette makePalette(const Colours& colours);
/// WCAG 2 contrast of two opaque colours, 1 to 21.
double contrastRatio(const QColor& a, const QColor& b);

enum class ThemeChoice : uint8_t { System, Light, Dark };

/// Keeps the application's palette on the user's choice or, for ThemeChoice::System, on the desktop's. GUI
/// thread.
class Theme : public QObject {
    Q_OBJECT

  public:
    /// Takes the palette the platform gave to the application as the desktop's first word.
    explicit Theme(ThemeChoice choice, QObject* parent = nullptr);

    ThemeChoice choice() const { return m_choice; }
    bool isDark() const;

  public slots:
    void setChoice(stellatune::ThemeChoice choice);
    void setDesktopDark(bool dark);

  signals:
    void choiceChanged(stellatune::ThemeChoice choice);

  private:
    void apply();

    ThemeChoice m_choice;
    bool m_desktopDark;
};

} // namespace stellatune
