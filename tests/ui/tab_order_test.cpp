// Tab goes through the settings as they are seen, whatever was made anew.
#include "app/ui/settings/tab_order.h"

#include "tests/ui/settings_fixture.h"

#include "app/ui/settings/config_form.h"

#include <QBoxLayout>
#include <QLineEdit>
#include <QTest>

#include <gmock/gmock.h>

namespace stellatune::testing {
namespace {

using ::testing::ElementsAre;

constexpr const char* kSchema = R"({
  "type": "object",
  "properties": {
    "cut": {"type": "number", "title": "Cut", "x-order": 1, "minimum": 20, "maximum": 20000, "default": 1000},
    "rows": {"type": "array", "title": "Rows", "x-order": 2, "maxItems": 3, "default": [],
             "items": {"type": "object", "properties": {
                "on": {"type": "boolean", "title": "On", "x-order": 1, "default": true},
                "q": {"type": "number", "title": "Q", "x-order": 2, "default": 0.7}}}},
    "soft": {"type": "boolean", "title": "Soft", "x-order": 3, "default": true}
  }
})";

constexpr const char* kOtherSchema =
    R"({"type": "object", "properties": {"soft": {"type": "boolean", "default": true}}})";

/// A form between two other widgets.
class FormWindow : public QWidget {
  public:
    FormWindow()
    {
        m_before.setObjectName(QStringLiteral("before"));
        m_after.setObjectName(QStringLiteral("after"));
        auto* layout = new QVBoxLayout(this);
        for (QWidget* part : std::initializer_list<QWidget*>{&m_before, &m_form, &m_after})
            layout->addWidget(part);
        show();
        activateWindow();
    }

    ConfigForm& form() { return m_form; }
    QAbstractButton& button(const char* name) { return *findChild<QAbstractButton*>(QLatin1String(name)); }
    /// Once round from the first widget.
    std::vector<std::string> names(Qt::Key key = Qt::Key_Tab)
    {
        QCoreApplication::processEvents(); // what is new is shown
        m_before.setFocus();
        EXPECT_TRUE(waitFor([this] { return m_before.hasFocus(); }));
        std::vector<std::string> names;
        do {
            QTest::keyClick(focusWidget(), key);
            names.push_back(focusWidget()->objectName().toStdString());
        } while (focusWidget() != &m_before && names.size() < 30);
        return names;
    }

  protected:
    bool focusNextPrevChild(bool next) override { return focusByLayout(*this, next); }

  private:
    QLineEdit m_before{this};
    QLineEdit m_after{this}; // made before what the form makes
    ConfigForm m_form{this};
};

TEST(TabOrder, FollowsAFormThroughAllItsChanges)
{
    FormWindow window;
    window.form().present(kSchema, "{}", R"({"cut": 20, "rows": [{"q": 1}]})");
    EXPECT_THAT(window.names(), ElementsAre("config_cutSlider", "config_cutBox", "config_rows1onBox",
                                            "config_rows1qBox", "config_rows1Remove", "config_rowsAdd",
                                            "config_softBox", "configReset", "after", "before"));
    window.button("config_rowsAdd").click();
    EXPECT_THAT(window.names(), ElementsAre("config_cutSlider", "config_cutBox", "config_rows1onBox",
                                            "config_rows1qBox", "config_rows1Remove", "config_rows2onBox",
                                            "config_rows2qBox", "config_rows2Remove", "config_rowsAdd",
                                            "config_softBox", "configReset", "after", "before"));
    EXPECT_THAT(window.names(Qt::Key_Backtab).front(), "after");
    window.button("config_rows1Remove").click();
    window.button("config_rows1Remove").click();
    EXPECT_THAT(window.names(), ElementsAre("config_cutSlider", "config_cutBox", "config_rowsAdd",
                                            "config_softBox", "configReset", "after", "before"));
    window.form().present(kOtherSchema, "{}", R"({"soft": false})");
    EXPECT_THAT(window.names(), ElementsAre("config_softBox", "configReset", "after", "before"));
}

class DialogTabOrderTest : public SettingsTest {};

TEST_F(DialogTabOrderTest, WhatComesLaterIsReachedWhereItStands)
{
    openDialog();
    showPage("Output");
    auto* page = child<QWidget>("outputPage");
    auto* late = new QPushButton(page);
    static_cast<QVBoxLayout*>(page->layout())->insertWidget(1, late);
    auto* pages = child<QWidget>("settingsPages");
    ASSERT_TRUE(waitFor([&] {
        pages->setFocus();
        return pages->hasFocus() && late->isVisible();
    }));
    QTest::keyClick(pages, Qt::Key_Tab);
    EXPECT_TRUE(late->hasFocus());
    QTest::keyClick(late, Qt::Key_Backtab);
    EXPECT_TRUE(pages->hasFocus());
}

} // namespace
} // namespace stellatune::testing
