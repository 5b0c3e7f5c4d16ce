package dev.dagrunr.dashboard.internal.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Why a request of a program is refused, by RFC 9457. Immutable.
 *
 * @param detail one sentence
 */
public record Problem(String type, String title, int status, String detail) {
    private static final String MEDIA_TYPE = "application/problem+json";
    private static final ObjectMapper JSON = new ObjectMapper();

    public static Problem of(int status, String detail) {
        return new Problem("about:blank", title(status), status, detail);
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "Bad request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not found";
            case 405 -> "Method not allowed";
            case 409 -> "Conflict";
            case 413 -> "Too large";
            case 415 -> "Unsupported media type";
            case 421 -> "Misdirected request";
            case 422 -> "Unprocessable";
            case 503 -> "Unavailable";
            default -> "Internal error";
        };
    }

    public Response response() {
        return new Response(
                status, MEDIA_TYPE, json(), Response.json(status, "").headers());
    }

    private String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A problem cannot be written", e);
        }
    }
}
