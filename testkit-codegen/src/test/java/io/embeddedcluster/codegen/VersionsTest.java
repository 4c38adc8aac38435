package io.embeddedcluster.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionsTest {

    @ParameterizedTest
    @ValueSource(strings = {"3-13", "9+", "0", "none", "0+"})
    void aRangeIsPrintedAsItWasWritten(String text) {
        assertThat(Versions.parse(text)).hasToString(text);
    }

    @Test
    void otherTextIsRefused() {
        assertThatThrownBy(() -> Versions.parse("all")).isInstanceOf(NumberFormatException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "0+,   3-13, true",
        "9+,   3-13, version >= 9",
        "0-12, 3-13, version <= 12",
        "4-7,  3-13, version >= 4 && version <= 7",
        "7,    3-13, version >= 7 && version <= 7",
        "14+,  3-13, false",
        "0-2,  3-13, false",
        "none, 3-13, false",
    })
    void theConditionSaysNoMoreThanIsNeeded(String range, String context, String condition) {
        assertThat(Versions.parse(range).conditionWithin(Versions.parse(context)))
                .isEqualTo(condition);
    }

    @ParameterizedTest
    @CsvSource({"0-5, 3-9, 3-5", "0-2, 3-9, none", "none, 0+, none", "2+, 4+, 4+"})
    void twoRangesHaveInCommonWhatBothContain(String one, String other, String common) {
        assertThat(Versions.parse(one).intersect(Versions.parse(other))).hasToString(common);
        assertThat(Versions.parse(other).intersect(Versions.parse(one))).hasToString(common);
    }
}
