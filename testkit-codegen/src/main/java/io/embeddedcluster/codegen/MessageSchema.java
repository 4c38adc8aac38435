package io.embeddedcluster.codegen;

import java.util.List;
import java.util.OptionalInt;

/**
 * One message, request, response or header.
 *
 * @param apiKey of a request or response; a header has none
 * @param flexibleVersions where lengths are compact and tagged fields exist
 * @param latestVersionUnstable whether the highest version is still being designed and must not be offered
 * @param root the message's own structure
 * @param structs those nested in it, in the order in which they appear
 */
record MessageSchema(
        OptionalInt apiKey,
        Versions flexibleVersions,
        boolean latestVersionUnstable,
        StructSchema root,
        List<StructSchema> structs) {

    MessageSchema {
        structs = List.copyOf(structs);
    }

    String name() {
        return root.name();
    }

    Versions versions() {
        return root.versions();
    }

    MessageSchema withLatestVersionUnstable() {
        return new MessageSchema(apiKey, flexibleVersions, true, root, structs);
    }
}
