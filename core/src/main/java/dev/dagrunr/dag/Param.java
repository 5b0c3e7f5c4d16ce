package dev.dagrunr.dag;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes and bounds a component of a parameter record. The bounds are checked before a run exists; all faults of a conf
 * are reported together.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Param {
    /** One sentence for the person who triggers the DAG. */
    String description() default "";

    /** The smallest number allowed. */
    long min() default Long.MIN_VALUE;

    /** The largest number allowed. */
    long max() default Long.MAX_VALUE;

    /** The shortest text allowed, in characters. */
    int minLength() default 0;

    /** The longest text allowed, in characters. */
    int maxLength() default Integer.MAX_VALUE;

    /** A regular expression that a text must match as a whole; none when empty. */
    String pattern() default "";

    /** The texts allowed; any when empty. */
    String[] choices() default {};
}
