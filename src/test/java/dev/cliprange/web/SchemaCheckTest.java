package dev.cliprange.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SchemaCheckTest {

    private static final JsonNode DOCUMENT = JsonMapper.shared().readTree("""
            {"a": {"type": "object", "required": ["id"], "properties": {
                "id": {"type": "string"}, "title": {"type": ["string", "null"]}, "size": {"type": "integer"},
                "state": {"enum": ["ready"]}, "inner": {"anyOf": [{"$ref": "#/a"}, {"type": "null"}]},
                "list": {"type": "array", "items": {"$ref": "#/a"}}}}}
            """);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {'id': 'x', 'title': null, 'size': 1, 'state': 'ready', 'inner': {'id': 'y'}, 'list': []} | 0
            {'id': 'x', 'inner': null, 'list': [{'id': 'y'}]} | 0
            {}                                                | 1
            {'id': null}                                      | 1
            {'id': 'x', 'size': 1.5}                          | 1
            {'id': 'x', 'state': 'gone'}                      | 1
            {'id': 'x', 'inner': {}}                          | 1
            {'id': 'x', 'list': [{'id': 1}, {}]}              | 2
            {'id': 'x', 'more': 1}                            | 1
            """, quoteCharacter = '"')
    void check_ofAValue_findsWhatDiffers(String value, int wrong) {
        JsonNode json = JsonMapper.shared().readTree(value.replace('\'', '"'));

        assertThat(new SchemaCheck(DOCUMENT).check(DOCUMENT.path("a"), json)).hasSize(wrong);
    }
}
