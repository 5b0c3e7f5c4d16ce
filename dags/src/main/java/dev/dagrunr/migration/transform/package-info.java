/**
 * Values that change on their way, by code of the user or by ready transformers; nothing changes unless it is asked for. Start
 * reading at {@link dev.dagrunr.migration.transform.Transformers}.
 */
@NullMarked
package dev.dagrunr.migration.transform;

import org.jspecify.annotations.NullMarked;
