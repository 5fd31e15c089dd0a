// A flat button that shows one of our icons: transport, mute, close.
#pragma once

#include "app/ui/flat_button.h"
#include "app/ui/icons.h"

namespace stellatune {

class IconButton : public FlatButton {
    Q_OBJECT

  public:
    enum class Look : uint8_t {
        Plain,   ///< the icon alone
        Primary, ///< on a disc in the accent colour: the one button that matters most
        Row,     ///< icon and text, left-aligned, as wide as its place
    };

    /// `extent` is the side of the square target, at least 28; for Row its height.
    IconButton(Icon icon, int extent, Look look = Look::Plain, QWidget* parent = nullptr);

    void setGlyph(Icon icon);
    /// Shows text, tooltip, check mark and enabled state of the action and triggers it.
    void follow(QAction* action);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;

  private:
    void takeFromAction(const QAction& action);
    int glyphSize() const;

    Icon m_glyph;
    int m_extent;
    Look m_look;
    bool m_showsFocus = false; ///< focus came by keyboard
};

} // namespace stellatune
